//! Plans of the workspace's own as rows: the words of their plan files, a row a line. They are read before
//! all other rows, which may be about them.

use std::collections::BTreeMap;

use super::gather::Matter;
use super::read::{Columns, Row, Why};
use super::rows::Line;
use super::{NAME, ORDER, OWN_PLAN, PLAN, TEXT};
use crate::exchange::Known;
use crate::exchange::figure::Place;
use crate::model::{Edit, Plan, PlanId, Shelf};

/// The most characters of a cell; a line that is longer goes on in the next. Spreadsheet programs take no
/// more than 32,767.
const MOST_OF_CELL: usize = 8_000;
/// The most faults of one plan that are told.
const MOST_FAULTS: usize = 20;

/// A row for each line of each plan.
pub(super) fn rows(known: &Known<'_>) -> Vec<Line> {
    let mut rows = Vec::new();
    for plan in known.workspace.own_plans.values() {
        let text = known.shelf.text_of(plan);
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
        for (order, piece) in (1_u32..).zip(lines.flat_map(pieces)) {
            let title = if order == 1 { plan.title.as_str() } else { "" };
            rows.push(
                Line::of(OWN_PLAN)
                    .text(PLAN, &plan.id.0)
                    .text(NAME, title)
                    .number(ORDER, order.into())
                    .text(TEXT, piece),
            );
        }
    }
    rows
}

/// A line in pieces that fit into a cell.
fn pieces(mut line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    while let Some((end, _)) = line.char_indices().nth(MOST_OF_CELL) {
        let (piece, rest) = line.split_at(end);
        pieces.push(piece);
        line = rest;
    }
    pieces.push(line);
    pieces
}

/// The lines of plans that were found so far.
#[derive(Default)]
pub(super) struct Found {
    plans: BTreeMap<PlanId, Vec<Piece>>,
    refused: Vec<(Place, String)>,
}

struct Piece {
    order: u32,
    text: String,
    place: Place,
}

/// The plans that a table brings, and what is known together with them.
#[derive(Default)]
pub(super) struct OwnPlans {
    plans: Vec<(Plan, Place)>,
    shelf: Option<Box<dyn Shelf>>,
    pub(super) refused: Vec<(Place, String)>,
}

impl Found {
    /// Takes a row, where it is a line of a plan.
    pub(super) fn row(&mut self, columns: &Columns, row: &impl Row) {
        if row.words(columns.of(super::KIND)) != OWN_PLAN {
            return;
        }
        if let Err((name, reason)) = self.take(columns, row) {
            self.refused.push((row.place(columns.of(name)), reason));
        }
    }

    fn take(&mut self, columns: &Columns, row: &impl Row) -> Result<(), Why> {
        let id = row.words(columns.of(PLAN));
        if id.is_empty() {
            return Err((PLAN, "没有写明是哪份自建规划".to_owned()));
        }
        let order = row.words(columns.of(ORDER));
        let order = order.parse().map_err(|_| {
            let why = format!("次序“{order}”不是整数；自建规划的各行须有次序");
            (ORDER, why)
        })?;
        self.plans.entry(PlanId(id)).or_default().push(Piece {
            order,
            text: row.text(columns.of(TEXT)),
            place: row.place(columns.of(TEXT)),
        });
        Ok(())
    }

    /// Puts the lines together and holds each plan against the rules.
    pub(super) fn read(self, known: &Known<'_>) -> OwnPlans {
        let mut own = OwnPlans {
            refused: self.refused,
            ..OwnPlans::default()
        };
        for (id, mut pieces) in self.plans {
            pieces.sort_by_key(|piece| piece.order);
            match plan(&id, &pieces, known.shelf) {
                Ok(plan) => own
                    .plans
                    .extend(pieces.into_iter().next().map(|p| (plan, p.place))),
                Err(faults) => own.refused.extend(faults),
            }
        }
        if !own.plans.is_empty() {
            let plans: Vec<Plan> = own.plans.iter().map(|(plan, _)| plan.clone()).collect();
            own.shelf = Some(known.shelf.having(&plans));
        }
        own
    }
}

/// A plan of its lines in order.
fn plan(id: &PlanId, pieces: &[Piece], shelf: &dyn Shelf) -> Result<Plan, Vec<(Place, String)>> {
    let at = |piece: Option<&Piece>, reason: String| {
        let place = piece
            .or(pieces.first())
            .map_or(Place::Whole, |p| p.place.clone());
        (place, format!("自建规划 {id}：{reason}"))
    };
    let twice = pieces
        .windows(2)
        .find(|pair| pair[0].order == pair[1].order);
    if let Some(pair) = twice {
        let reason = format!("次序 {} 有两行", pair[0].order);
        return Err(vec![at(Some(&pair[1]), reason)]);
    }
    let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let plan = shelf.read(&text).map_err(|faults| {
        let faults = faults.into_iter().take(MOST_FAULTS);
        let told = faults.map(|fault| {
            let piece = fault.column.and_then(|column| at_column(pieces, column));
            at(piece, fault.reason)
        });
        told.collect::<Vec<_>>()
    })?;
    if plan.id != *id {
        let reason = format!("内容里的规划名是 {}，与“规划”一栏不符", plan.id);
        return Err(vec![at(None, reason)]);
    }
    Ok(plan)
}

/// The piece in which a character of the whole stands, counted from 1.
fn at_column(pieces: &[Piece], column: usize) -> Option<&Piece> {
    let mut before = 0;
    pieces.iter().find(|piece| {
        before += piece.text.chars().count();
        column <= before
    })
}

impl OwnPlans {
    /// What is known together with these plans.
    pub(super) fn over<'a>(&'a self, known: &Known<'a>) -> Known<'a> {
        match &self.shelf {
            Some(with) => Known::of(known.workspace, &**with),
            None => *known,
        }
    }

    /// What the table says of them.
    pub(super) fn matters(&self, file: usize) -> impl Iterator<Item = Matter> {
        self.plans.iter().map(move |(plan, place)| Matter {
            edit: Edit::OwnPlan {
                plan: plan.id.clone(),
                value: Some(Box::new(plan.clone())),
            },
            title: format!("自建规划《{}》", plan.title),
            place: place.clone(),
            file,
        })
    }
}
