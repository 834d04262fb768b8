//! Two people have changed one workspace: what each has done, and where they disagree.

use std::collections::BTreeMap;

use super::{Edit, Place, Workspace, difference};

/// What became of a workspace in two hands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meeting {
    /// Every place that at least one has changed and that is not the same with both, in the order
    /// of the places.
    pub places: Vec<Changed>,
}

/// A place as it was, as it is here, and as it is with the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// Which place.
    pub place: Place,
    /// As both found it.
    pub base: Edit,
    /// As it is here.
    pub mine: Edit,
    /// As it is with the other.
    pub theirs: Edit,
}

impl Changed {
    /// Whether both have changed it, and differently.
    #[must_use]
    pub fn is_clash(&self) -> bool {
        !self.mine.is_exactly(&self.base) && !self.theirs.is_exactly(&self.base)
    }

    /// Whether only the other has changed it.
    #[must_use]
    pub fn is_only_theirs(&self) -> bool {
        self.mine.is_exactly(&self.base)
    }
}

impl Meeting {
    /// Holds two workspaces against the one that both began with.
    #[must_use]
    pub fn of(base: &Workspace, mine: &Workspace, theirs: &Workspace) -> Self {
        let here = by_place(difference(base, mine));
        let there = by_place(difference(base, theirs));
        let mut before = by_place(difference(mine, base));
        before.extend(by_place(difference(theirs, base)));
        let places = before.into_iter().filter_map(|(place, base)| {
            let mine = here.get(&place).unwrap_or(&base).clone();
            let theirs = there.get(&place).unwrap_or(&base).clone();
            let differ = !mine.is_exactly(&theirs);
            differ.then_some(Changed {
                place,
                base,
                mine,
                theirs,
            })
        });
        Self {
            places: places.collect(),
        }
    }

    /// How many places both have changed differently.
    #[must_use]
    pub fn clashes(&self) -> usize {
        self.places.iter().filter(|place| place.is_clash()).count()
    }
}

fn by_place(edits: Vec<Edit>) -> BTreeMap<Place, Edit> {
    let with_place = |edit: Edit| edit.place().map(|place| (place, edit));
    edits.into_iter().filter_map(with_place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_has_changed_is_no_clash() {
        let base = Workspace::default();
        let with = |edits: &[Edit]| {
            let mut workspace = base.clone();
            for edit in edits {
                let _undo = edit.clone().apply(&mut workspace);
            }
            workspace
        };
        let mine = with(&[
            Edit::AsOf(Some(2024)),
            Edit::BaseYear(Some(2022)),
            Edit::Synthetic(true),
        ]);
        let theirs = with(&[
            Edit::AsOf(Some(2025)),
            Edit::Plans(vec![super::super::PlanId("p".to_owned())]),
            Edit::Synthetic(true),
        ]);
        let meeting = Meeting::of(&base, &mine, &theirs);
        let told: Vec<(&Place, bool, bool)> = meeting
            .places
            .iter()
            .map(|p| (&p.place, p.is_clash(), p.is_only_theirs()))
            .collect();
        // Both stamp it as made up: nothing to decide.
        assert_eq!(
            told,
            [
                (&Place::Plans, false, true),
                (&Place::AsOf, true, false),
                (&Place::BaseYear, false, false),
            ]
        );
        assert_eq!(meeting.clashes(), 1);
        assert_eq!(meeting.places[1].base, Edit::AsOf(None));
        assert_eq!(meeting.places[1].theirs, Edit::AsOf(Some(2025)));
    }
}
