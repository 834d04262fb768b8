//! 知标 (zhibiao): a desktop dashboard that follows the targets of policy documents.
//!
//! It loads the target tables of policy documents, takes the yearly actuals that an analyst enters,
//! says how far each indicator is and by which arithmetic, and plots it. This page is the map of the
//! house: a paragraph a room, then the rules of the house.
//!
//! # Rooms, from the ground up
//!
//! - [`model`]: plain data. What a document says ([`model::Plan`], [`model::Indicator`],
//!   [`model::Target`]), what an analyst keeps ([`model::Workspace`], [`model::Observation`]), and
//!   [`model::Edit`], the one way a workspace changes. Reads numbers as people write them.
//! - [`assess`]: pure functions from a workspace, a plan and a year to an [`assess::Assessment`]: the
//!   methods, the grades with their reasons, those given by hand and when they ask for a review, the
//!   trace that explains each figure, roll-up.
//! - [`lineage`]: one series through several plans: every target set for it, and those that do not go
//!   together.
//! - [`disk`]: bytes in files, below everything: a file is replaced as a whole or not at all, and any
//!   single operation can be made to fail by a test. It knows nothing of this house; `store`,
//!   `exchange` and `report` go to the disk through it.
//! - [`store`]: RON on disk. The plans, series and units compiled in, workspaces opened, checked and
//!   saved without ever leaving half a file, the user's preferences. A [`store::Keeper`] is a
//!   workspace's file as one window or command has it: the lock, the log of changes, which is the
//!   journal of unsaved ones as well, the last ten versions, what others wrote meanwhile.
//! - [`exchange`]: in and out of spreadsheets: the clipboard's text, what a pasted or imported cell
//!   means against the unit of its row, forms (填报表) out to units and back, with the preview of what
//!   they would change and the one [`model::Edit`] that changes it, all figures as CSV and XLSX.
//!   [`exchange::plan_table`] reads a table of targets as a plan, and says how it understood each cell.
//!   Files from outside are read up to limits and never believed.
//! - [`chart`]: [`chart::ChartSpec`], what a chart shows as data, and its one drawing.
//! - [`report`]: what a report says ([`report::Report`], made once, purely) and a writer a format.
//!   Colours and charts come in from above as [`report::Art`]; it knows neither `chart` nor egui.
//! - [`app`]: what happens without drawing: the open workspace with undo, navigation, dialogs,
//!   background jobs, search, the figures derived once per change, the demonstration. [`app::grid`]
//!   is the grid of figures as a spreadsheet without drawing: what is chosen, what a paste would do,
//!   what a filter shows; [`app::review`] keeps the doubts about entered values; [`app::drafting`] is a
//!   plan of the workspace's own being written.
//! - [`ui`]: the window: theme tokens, widgets, one file a page.
//! - [`cli`]: the command line, one file a command.
//! - [`raster`] stands beside the others: an egui pass without a window, to RGBA on the CPU or to SVG. It
//!   knows egui and nothing of this house; `ui` and tests draw pictures with it.
//!
//! # Invariants
//!
//! 1. Imports run downwards only: model <- assess <- lineage <- {store, exchange, chart, report} <-
//!    app <- ui <- cli, with disk and raster below them all. Neighbours in braces do not know each
//!    other.
//! 2. `model`, `assess`, `lineage` know no egui, no file, no clock: "today" is an argument.
//! 3. Only `disk` touches files, and only `store`, `exchange` and the writers of `report` ask it to;
//!    only `store` writes workspaces.
//! 4. Every change of a workspace is one [`model::Edit`] with an inverse; undo, the log of changes
//!    and autosave hang on that one door.
//! 5. A view reads state and sends commands; it computes nothing that a test could want.
//! 6. Colours, sizes and fonts come from [`ui::theme`] alone; charts are given theirs as a
//!    [`chart::ChartStyle`].
//! 7. The same [`chart::ChartSpec`] is drawn by the same code on screen, on slides and in reports.
//! 8. Derived figures are computed once per change, not once per frame.
//! 9. The program opens no network connection and runs no code out of a document; `unsafe` is
//!    forbidden.
//!
//! `tests/house.rs` reads the sources and fails where an import, a file access, a clock, a colour or a
//! network connection breaks them.

pub mod app;
pub mod assess;
pub mod chart;
pub mod cli;
pub mod disk;
pub mod exchange;
pub mod lineage;
pub mod model;
pub mod raster;
pub mod report;
pub mod store;
pub mod ui;
