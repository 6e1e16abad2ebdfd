//! The first or the last few of many, as `Sort-Object -Top` and `-Bottom` find them.
//!
//! In:    places of objects one by one, how two of them compare.
//! Out:   the places that are kept.
//! Never: holds more than it was asked for.
//!
//! PowerShell asks its comparer whether it answers exactly -1 (or 1 for `-Bottom`). Texts of the invariant culture
//! answer with the distance of the first characters that differ, so its heap can let go of a text that belongs in it.
//! Scripts get to see that, and here they see the same.

use runtime::author::*;

/// Compares what stands at two places: the distance, not only the order.
pub type Distance<'d> = &'d mut dyn FnMut(&mut Session, usize, usize) -> Result<i32, Halt>;

pub struct Heap {
    kept: Vec<usize>,
    capacity: usize,
    /// What a comparison answers when two entries are in their right order.
    settled: i32,
}

impl Heap {
    pub fn top(count: usize) -> Self {
        Self { kept: Vec::new(), capacity: count, settled: -1 }
    }

    pub fn bottom(count: usize) -> Self {
        Self { kept: Vec::new(), capacity: count, settled: 1 }
    }

    /// Whether there is no room left for this one.
    pub fn passes_over(&self, s: &mut Session, place: usize, distance: Distance<'_>) -> Result<bool, Halt> {
        Ok(self.kept.len() == self.capacity && distance(s, self.kept[0], place)? == self.settled)
    }

    pub fn add(&mut self, s: &mut Session, place: usize, distance: Distance<'_>) -> Flow {
        self.kept.push(place);
        let mut child = self.kept.len() - 1;
        while child > 0 {
            let parent = (child - 1) / 2;
            if distance(s, self.kept[child], self.kept[parent])? == self.settled {
                break;
            }
            self.kept.swap(child, parent);
            child = parent;
        }
        if self.kept.len() > self.capacity {
            self.kept.swap_remove(0);
            self.sink_root(s, distance)?;
        }
        Ok(())
    }

    fn sink_root(&mut self, s: &mut Session, distance: Distance<'_>) -> Flow {
        let mut parent = 0;
        while parent < self.capacity / 2 {
            let (left, right) = (2 * parent + 1, 2 * parent + 2);
            let takes_left = right == self.capacity || distance(s, self.kept[left], self.kept[right])? != self.settled;
            let child = if takes_left { left } else { right };
            let apart = distance(s, self.kept[child], self.kept[parent])?;
            if apart == 0 || apart == self.settled {
                break;
            }
            self.kept.swap(child, parent);
            parent = child;
        }
        Ok(())
    }

    pub fn into_places(self) -> Vec<usize> {
        self.kept
    }
}
