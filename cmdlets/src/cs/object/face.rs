//! Faces: objects of one class that show themselves as different types.
//!
//! In:    a document.
//! Out:   the type it shows and the properties of that type.
//! Never: hides a property from who asks for it by name.

use runtime::author::{Str, Type};
use std::cell::RefCell;
use store::class::{ACCESS_EDGE_CONFIGURATION, Class};
use store::doc::{Datum, Doc};

/// Another face of a class.
struct Face {
    class: &'static Class,
    /// The field that decides, and the value that turns this face up.
    when: (&'static str, &'static str),
    type_name: &'static str,
    /// Properties that belong to the usual face only.
    without: &'static [&'static str],
    /// Hidden properties that this face shows.
    with: &'static [&'static str],
}

const FACES: &[Face] = &[Face {
    class: &ACCESS_EDGE_CONFIGURATION,
    when: ("RoutingMethod", "UseDefaultRouting"),
    type_name: "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.DisplayAccessEdgeSettingsDefaultRoute",
    without: &["BeClearingHouse", "EnablePartnerDiscovery", "DiscoveredPartnerVerificationLevel"],
    with: &["VerificationLevel", "IsPublicProvider", "DefaultRouteFqdn"],
}];

/// Type and property names of a document.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) ty: Type,
    pub(super) names: &'static [&'static str],
}

thread_local! {
    static SHAPES: RefCell<Vec<(&'static str, Shape)>> = const { RefCell::new(Vec::new()) };
}

/// The shape of a document; made once per type, since there are few types and many objects.
pub(super) fn shape(doc: &Doc) -> Shape {
    let class = doc.class();
    let face = FACES.iter().find(|it| std::ptr::eq(it.class, class) && doc.get(it.when.0).and_then(Datum::as_text) == Some(it.when.1));
    let type_name = face.map_or(class.type_name, |it| it.type_name);
    SHAPES.with_borrow_mut(|shapes| {
        if let Some((_, shape)) = shapes.iter().find(|(name, _)| *name == type_name) {
            return *shape;
        }
        let fields = class.fields.iter().map(|it| it.name).filter(|name| face.is_none_or(|it| !it.without.contains(name)));
        let names: Vec<&'static str> = std::iter::once("Identity").chain(fields).collect();
        let shape = Shape { ty: Type::of(type_name), names: names.leak() };
        shapes.push((type_name, shape));
        shape
    })
}

/// What the default views of a class show, by type; none where that is everything.
pub(super) fn default_views(class: &'static Class) -> Vec<(&'static str, Vec<Str>)> {
    if class.fields.iter().all(|it| !it.hidden) {
        return Vec::new();
    }
    let shown = |without: &[&str], with: &[&str]| -> Vec<Str> {
        let fields = class.fields.iter().filter(|it| (!it.hidden || with.contains(&it.name)) && !without.contains(&it.name));
        std::iter::once(Str::new_static("Identity")).chain(fields.map(|it| Str::new_static(it.name))).collect()
    };
    let faces = FACES.iter().filter(|it| std::ptr::eq(it.class, class));
    let others = faces.map(|it| (it.type_name, shown(it.without, it.with)));
    std::iter::once((class.type_name, shown(&[], &[]))).chain(others).collect()
}
