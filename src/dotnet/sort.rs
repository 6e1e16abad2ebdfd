//! .NET's introspective sort, so that equal elements end up in the same places.
//!
//! In:    a row, a comparison that may fail.
//! Out:   the row in order; up to 16 elements keep the order of equals, longer rows need not.
//! Never: trusts the comparison: one that contradicts itself gives some order, no panic.

use std::cmp::Ordering;

/// Shorter parts are sorted by insertion.
const INSERTION_LENGTH_MAX: usize = 16;

/// Sorts as `List<T>.Sort` and `Array.Sort` do.
pub fn introsort<T: Clone, E>(items: &mut [T], compare: &mut impl FnMut(&T, &T) -> Result<Ordering, E>) -> Result<(), E> {
    if items.len() < 2 {
        return Ok(());
    }
    let depth = 2 * (items.len().ilog2() as usize + 1);
    sort_part(items, depth, compare)
}

fn sort_part<T: Clone, E>(items: &mut [T], mut depth: usize, compare: &mut impl FnMut(&T, &T) -> Result<Ordering, E>) -> Result<(), E> {
    let mut length = items.len();
    while length > 1 {
        if length <= INSERTION_LENGTH_MAX {
            return sort_short(&mut items[..length], compare);
        }
        if depth == 0 {
            return heapsort(&mut items[..length], compare);
        }
        depth -= 1;
        let pivot = partition(&mut items[..length], compare)?;
        sort_part(&mut items[pivot + 1..length], depth, compare)?;
        length = pivot;
    }
    Ok(())
}

fn sort_short<T: Clone, E>(items: &mut [T], compare: &mut impl FnMut(&T, &T) -> Result<Ordering, E>) -> Result<(), E> {
    match items.len() {
        2 => swap_if_greater(items, 0, 1, compare),
        3 => {
            swap_if_greater(items, 0, 1, compare)?;
            swap_if_greater(items, 0, 2, compare)?;
            swap_if_greater(items, 1, 2, compare)
        }
        _ => {
            for at in 1..items.len() {
                let moved = items[at].clone();
                let mut free = at;
                while free > 0 && compare(&moved, &items[free - 1])? == Ordering::Less {
                    items[free] = items[free - 1].clone();
                    free -= 1;
                }
                items[free] = moved;
            }
            Ok(())
        }
    }
}

/// Puts the median of three in its place; smaller ones before it, greater ones behind.
fn partition<T: Clone, E>(items: &mut [T], compare: &mut impl FnMut(&T, &T) -> Result<Ordering, E>) -> Result<usize, E> {
    let last = items.len() - 1;
    let middle = last / 2;
    swap_if_greater(items, 0, middle, compare)?;
    swap_if_greater(items, 0, last, compare)?;
    swap_if_greater(items, middle, last, compare)?;
    let pivot = items[middle].clone();
    items.swap(middle, last - 1);
    let (mut left, mut right) = (0, last - 1);
    while left < right {
        left += 1;
        while left < last && compare(&items[left], &pivot)? == Ordering::Less {
            left += 1;
        }
        right = right.saturating_sub(1);
        while right > 0 && compare(&pivot, &items[right])? == Ordering::Less {
            right -= 1;
        }
        if left >= right {
            break;
        }
        items.swap(left, right);
    }
    let left = left.min(last - 1);
    items.swap(left, last - 1);
    Ok(left)
}

fn heapsort<T: Clone, E>(items: &mut [T], compare: &mut impl FnMut(&T, &T) -> Result<Ordering, E>) -> Result<(), E> {
    let length = items.len();
    for root in (1..=length / 2).rev() {
        sift(items, root, length, compare)?;
    }
    for length in (2..=length).rev() {
        items.swap(0, length - 1);
        sift(items, 1, length - 1, compare)?;
    }
    Ok(())
}

/// Moves the element at `root`, counted from one, down to its place in a heap.
fn sift<T: Clone, E>(
    items: &mut [T],
    mut root: usize,
    length: usize,
    compare: &mut impl FnMut(&T, &T) -> Result<Ordering, E>,
) -> Result<(), E> {
    let moved = items[root - 1].clone();
    while root <= length / 2 {
        let mut child = 2 * root;
        if child < length && compare(&items[child - 1], &items[child])? == Ordering::Less {
            child += 1;
        }
        if compare(&moved, &items[child - 1])? != Ordering::Less {
            break;
        }
        items[root - 1] = items[child - 1].clone();
        root = child;
    }
    items[root - 1] = moved;
    Ok(())
}

fn swap_if_greater<T, E>(
    items: &mut [T],
    left: usize,
    right: usize,
    compare: &mut impl FnMut(&T, &T) -> Result<Ordering, E>,
) -> Result<(), E> {
    if compare(&items[left], &items[right])? == Ordering::Greater {
        items.swap(left, right);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::introsort;
    use std::cmp::Ordering;
    use std::convert::Infallible;

    fn sorted(mut items: Vec<u32>, order: impl Fn(u32, u32) -> Ordering) -> Vec<u32> {
        let done: Result<(), Infallible> = introsort(&mut items, &mut |a, b| Ok(order(*a, *b)));
        assert!(done.is_ok());
        items
    }

    #[test]
    fn sorts_rows_of_every_length() {
        for length in 0..200u32 {
            let items: Vec<u32> = (0..length).map(|n| (n * 7919) % 101).collect();
            let mut wanted = items.clone();
            wanted.sort_unstable();
            assert_eq!(sorted(items, |a, b| a.cmp(&b)), wanted, "{length} elements");
        }
    }

    #[test]
    fn short_rows_keep_the_order_of_equals() {
        let items: Vec<u32> = (0..16).collect();
        assert_eq!(sorted(items.clone(), |a, b| (a % 2).cmp(&(b % 2))), [0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15]);
    }

    #[test]
    fn a_comparison_that_contradicts_itself_does_no_harm() {
        for length in 0..100u32 {
            let got = sorted((0..length).collect(), |_, _| Ordering::Less);
            assert_eq!(got.len(), length as usize);
            let got = sorted((0..length).collect(), |_, _| Ordering::Greater);
            assert_eq!(got.len(), length as usize);
        }
    }
}
