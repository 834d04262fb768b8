//! What a table brings besides figures, held against what the workspace holds: settings, rules,
//! judgements, measures, words, forms.
//!
//! What is only here stays. What is only there is taken. Lists that only ever grow are taken as far as
//! they have grown: an older table takes nothing away. All else that is not the same is a conflict.

use std::collections::BTreeMap;

use super::{Choice, Loaded, Verdict};
use crate::exchange::figure;
use crate::exchange::load::Content;
use crate::exchange::table::Matter;
use crate::model::{
    Desk, Edit, MeasureChange, MeasureState, Observation, Place, PlanId, Workspace,
};

/// One place of the workspace with what tables say about it.
#[derive(Clone, Debug, PartialEq)]
pub struct MatterLine {
    /// Which place.
    pub of: Place,
    /// What it is called.
    pub title: String,
    /// The edit that leaves it as it is.
    pub current: Edit,
    /// What is offered; equal offers only once.
    pub offers: Vec<MatterOffer>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Why somebody must decide; empty otherwise.
    pub why: String,
}

/// What a table offers for a place.
#[derive(Clone, Debug, PartialEq)]
pub struct MatterOffer {
    /// The edit that puts it there.
    pub edit: Edit,
    /// The file's name.
    pub file: String,
    /// Where it stood in the file.
    pub place: figure::Place,
}

impl MatterLine {
    /// The offer that will be taken.
    pub(super) fn chosen(&self, choices: &BTreeMap<Place, Choice>) -> Option<&MatterOffer> {
        super::chosen(self.verdict, &self.offers, choices.get(&self.of))
    }
}

/// Compares what tables say with the workspace, in the order of the places.
pub(super) fn lines(loaded: &[Loaded], workspace: &Workspace) -> Vec<MatterLine> {
    let mut by_place: BTreeMap<Place, Vec<(&Matter, &str)>> = BTreeMap::new();
    for file in loaded {
        if let Content::Table(table) = &file.content {
            for matter in &table.matters {
                if let Some(of) = matter.edit.place() {
                    by_place.entry(of).or_default().push((matter, &file.name));
                }
            }
        }
    }
    if by_place.is_empty() {
        return Vec::new();
    }
    let mut scratch = workspace.clone();
    let mut nothing = Workspace::default();
    let is_fresh = is_fresh(workspace);
    by_place
        .into_iter()
        .filter_map(|(of, matters)| {
            // What an edit takes away tells what was there; it is put back.
            let edit = &matters.first()?.0.edit;
            let current = edit.clone().apply(&mut scratch);
            let _back = current.clone().apply(&mut scratch);
            let empty = edit.clone().apply(&mut nothing);
            let _back = empty.clone().apply(&mut nothing);
            Some(line(of, &matters, current, &empty, is_fresh))
        })
        .collect()
}

/// Whether nobody has entered anything yet, so that a table may also say which plans are followed.
fn is_fresh(workspace: &Workspace) -> bool {
    let fresh = Workspace {
        observations: workspace.observations.clone(),
        ..Workspace::new(workspace.plans.clone())
    };
    let mut figures = workspace.observations.values();
    let is_entered = figures.any(Observation::is_entered);
    !is_entered && *workspace == fresh
}

fn line(
    of: Place,
    matters: &[(&Matter, &str)],
    current: Edit,
    empty: &Edit,
    is_fresh: bool,
) -> MatterLine {
    let mut line = MatterLine {
        of,
        title: matters
            .first()
            .map_or_else(String::new, |(m, _)| m.title.clone()),
        offers: Vec::new(),
        verdict: Verdict::Same,
        why: String::new(),
        current,
    };
    for (matter, file) in matters {
        let edit = met(&line.current, &matter.edit, is_fresh);
        if edit == line.current || line.offers.iter().any(|offer| offer.edit == edit) {
            continue;
        }
        let verdict = if line.current == *empty {
            Verdict::New
        } else if may_replace(&line.current, &edit) {
            Verdict::Changed
        } else {
            "台账里和文件里的不同".clone_into(&mut line.why);
            Verdict::Conflict
        };
        if line.verdict != Verdict::Conflict {
            line.verdict = verdict;
        }
        line.offers.push(MatterOffer {
            edit,
            file: (*file).to_owned(),
            place: matter.place.clone(),
        });
    }
    if line.offers.len() > 1 {
        line.verdict = Verdict::Conflict;
        "文件里有两种说法".clone_into(&mut line.why);
    }
    line
}

/// What the place would hold once both have met: of plans all, of a list that only grows the longer, of
/// forms whatever went out or came back.
fn met(current: &Edit, offered: &Edit, is_fresh: bool) -> Edit {
    match (current, offered) {
        (Edit::Plans(here), Edit::Plans(there)) if !is_fresh => {
            let more = there.iter().filter(|id| !here.contains(id));
            let all: Vec<PlanId> = here.iter().chain(more).cloned().collect();
            Edit::Plans(all)
        }
        _ if grew(offered, current) => current.clone(),
        (
            Edit::Desk {
                value: Some(here), ..
            },
            Edit::Desk {
                key,
                value: Some(there),
            },
        ) if !grew(current, offered) => {
            let mut both = there.clone();
            both.keep_facts_of(here);
            let key = key.clone();
            let value = Some(both);
            Edit::Desk { key, value }
        }
        _ => offered.clone(),
    }
}

/// Whether what is offered may take the place of what is there without anybody deciding it.
fn may_replace(current: &Edit, offered: &Edit) -> bool {
    match (current, offered) {
        (Edit::Plans(_), Edit::Plans(_)) => true,
        (
            Edit::OwnRule {
                value: Some(here), ..
            },
            Edit::OwnRule {
                value: Some(there), ..
            },
        ) => {
            // The same decision, reworded in the table.
            here.at.is_some() && here.at == there.at
        }
        _ => grew(current, offered),
    }
}

/// Whether the later is the earlier with more behind it.
fn grew(earlier: &Edit, later: &Edit) -> bool {
    match (earlier, later) {
        (Edit::Judgements { value: here, .. }, Edit::Judgements { value: there, .. }) => {
            there.starts_with(here)
        }
        (Edit::Adjustments { value: here, .. }, Edit::Adjustments { value: there, .. }) => {
            there.starts_with(here)
        }
        (
            Edit::Measure {
                value: Some(here), ..
            },
            Edit::Measure {
                value: Some(there), ..
            },
        ) => {
            // What was said last has gone into the history.
            there.history.starts_with(&told(here))
        }
        (
            Edit::Desk {
                value: Some(here), ..
            },
            Edit::Desk {
                value: Some(there), ..
            },
        ) => desk_grew(here, there),
        _ => false,
    }
}

/// Everything that was said of a measure, the last included.
fn told(state: &MeasureState) -> Vec<MeasureChange> {
    let before = state.history.iter().cloned();
    before.chain([state.said()]).collect()
}

fn desk_grew(earlier: &Desk, later: &Desk) -> bool {
    let Desk {
        issued,
        received,
        explained,
        declined,
    } = earlier;
    // A later form answers what an earlier one explained.
    let is_answered = later.received.len() > received.len() || *explained == later.explained;
    let has_grown = later.issued.starts_with(issued) && later.received.starts_with(received);
    has_grown && later.declined.starts_with(declined) && is_answered
}
