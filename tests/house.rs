//! The invariants of the house, read off its sources: see the crate's documentation.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by floor; imports run to lower floors only, never to a neighbour.
const FLOORS: [&[&str]; 8] = [
    &["raster", "disk"],
    &["model"],
    &["assess"],
    &["lineage"],
    &["store", "exchange", "chart", "report"],
    &["app"],
    &["ui"],
    &["cli"],
];

/// Something that a part of the house must not name.
struct Ban {
    what: &'static str,
    words: &'static [&'static str],
    /// Rooms or files, as paths below `src/`, where it is allowed.
    except: &'static [&'static str],
    /// Rooms it is forbidden in; everywhere if empty.
    only: &'static [&'static str],
}

const BANS: [Ban; 8] = [
    Ban {
        what: "invariant 2: a pure room knows no egui, no file and no clock",
        words: &[
            "egui",
            "eframe",
            "std::fs",
            "std::io",
            "std::env",
            "std::net",
            "SystemTime",
            "Instant",
            "Local::",
            "Utc::",
            "crate::disk",
        ],
        except: &[],
        only: &["model", "assess", "lineage"],
    },
    Ban {
        what: "invariant 3: only disk touches files",
        words: &["std::fs", "fs::", "File::", "OpenOptions"],
        except: &["disk"],
        only: &[],
    },
    Ban {
        what: "invariant 3: only store, exchange and report ask the disk",
        words: &["crate::disk"],
        except: &["store", "exchange", "report", "disk"],
        only: &["raster", "chart", "app", "ui", "cli"],
    },
    Ban {
        what: "invariant 4: a workspace changes by an Edit alone",
        words: &[
            "&mut Workspace",
            ".observations.insert",
            ".baselines.insert",
        ],
        except: &["model/edit.rs", "store", "app/demo.rs"],
        only: &[],
    },
    Ban {
        what: "invariant 6: colours come from ui::theme",
        words: &[
            "Color32::from",
            "Color32::WHITE",
            "Color32::BLACK",
            "Color32::RED",
            "Color32::GRAY",
            "Rgba::from",
            "hex_color!",
            "Hsva",
        ],
        except: &["ui/theme.rs", "raster"],
        only: &[],
    },
    Ban {
        what: "invariant 6: fonts come from ui::theme",
        words: &["FontId::new", "FontId::proportional", "FontFamily::"],
        except: &["ui/theme.rs"],
        only: &[],
    },
    Ban {
        what: "invariant 9: no network",
        words: &[
            "std::net",
            "TcpStream",
            "UdpSocket",
            "reqwest",
            "ureq",
            "http://",
            "https://",
        ],
        except: &[],
        only: &[],
    },
    Ban {
        what: "invariant 9: no unsafe code",
        words: &["unsafe "],
        except: &[],
        only: &[],
    },
];

/// What a source breaks, a line each.
fn violations(path: &str, text: &str) -> Vec<String> {
    let code = code_of(text);
    let mut found = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let place = |what: &str| format!("src/{path}:{}: {what}: {}", number + 1, line.trim());
        for room in imported_rooms(line) {
            if let Some(reason) = upward(path, &room) {
                found.push(place(&reason));
            }
        }
        for ban in &BANS {
            let is_in = |list: &[&str]| list.iter().any(|part| path_is_in(path, part));
            if is_in(ban.except) || (!ban.only.is_empty() && !is_in(ban.only)) {
                continue;
            }
            if ban.words.iter().any(|word| line.contains(word)) {
                found.push(place(ban.what));
            }
        }
    }
    found
}

fn path_is_in(path: &str, part: &str) -> bool {
    path == part || path == format!("{part}.rs") || path.starts_with(&format!("{part}/"))
}

/// The source without comments and without its tests, line by line as before.
fn code_of(text: &str) -> String {
    let mut out = String::new();
    let mut in_tests = false;
    for line in text.lines() {
        if line.trim_start() == "#[cfg(test)]" && !line.starts_with(' ') {
            in_tests = true;
        }
        let without = line.split("//").next().unwrap_or_default();
        // A // within a string, as in an address, is code.
        let is_comment = line.trim_start().starts_with("//");
        let kept = if line.contains("://") && !is_comment {
            line
        } else {
            without
        };
        if !in_tests {
            out.push_str(kept);
        }
        out.push('\n');
    }
    out
}

/// The rooms named as `crate::room` in a line, also in a braced list.
fn imported_rooms(line: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default().to_owned(),
            None => rest.to_owned(),
        };
        let parts: Vec<&str> = if rest.starts_with('{') {
            names.split(',').collect()
        } else {
            vec![names.as_str()]
        };
        for part in parts {
            let name: String = part
                .trim()
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            rooms.push(name);
        }
    }
    rooms
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn upward(path: &str, to: &str) -> Option<String> {
    let from = path.split(['/', '.']).next()?;
    let (Some(from_floor), Some(to_floor)) = (floor(from), floor(to)) else {
        return None;
    };
    if from == to || to_floor < from_floor {
        return None;
    }
    Some(format!("invariant 1: {from} must not import {to}"))
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn every_source_keeps_the_invariants() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 50, "the sources were not found");
    let mut found = Vec::new();
    for file in files {
        let path = file
            .strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        let is_test = path.ends_with("tests.rs") || path.contains("/tests/");
        if path == "lib.rs" || path == "main.rs" || is_test {
            continue;
        }
        found.extend(violations(&path, &fs::read_to_string(&file).unwrap()));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_room_has_its_floor() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if name != "lib" && name != "main" {
            assert!(floor(&name).is_some(), "{name} has no place in the house");
        }
    }
}

#[test]
fn unsafe_code_is_forbidden_for_the_whole_crate() {
    let manifest = include_str!("../Cargo.toml");
    assert!(manifest.contains("unsafe_code = \"forbid\""));
}

#[test]
fn a_breach_of_each_invariant_is_found() {
    let breaches = [
        ("model/plan.rs", "use crate::assess::Grade;"),
        ("assess/mod.rs", "use crate::{model, store};"),
        ("store/text.rs", "use crate::chart::ChartSpec;"),
        ("store/text.rs", "std::fs::write(path, text)?;"),
        ("model/edit.rs", "use crate::disk::Disk;"),
        ("app/jobs.rs", "let disk = crate::disk::Disk::new();"),
        ("disk/write.rs", "use crate::model::Workspace;"),
        ("chart/line.rs", "let x = crate::ui::theme::Tokens::of(ui);"),
        ("raster/mod.rs", "use crate::model::Plan;"),
        ("app/mod.rs", "use crate::ui;"),
        ("model/plan.rs", "use egui::Color32;"),
        ("assess/mod.rs", "let now = std::time::Instant::now();"),
        ("app/mod.rs", "std::fs::write(path, text)?;"),
        ("ui/entry.rs", "fn change(workspace: &mut Workspace) {"),
        ("ui/entry.rs", "let ink = Color32::from_rgb(1, 2, 3);"),
        ("chart/line.rs", "let font = FontId::proportional(12.0);"),
        ("cli/mod.rs", "TcpStream::connect(host)"),
        ("store/mod.rs", "unsafe { read(pointer) }"),
    ];
    for (path, line) in breaches {
        assert_eq!(violations(path, line).len(), 1, "{path}: {line}");
    }
}

#[test]
fn what_is_allowed_is_not_called_a_breach() {
    let fine = [
        ("ui/theme.rs", "Color32::from_rgb(1, 2, 3)"),
        ("disk/write.rs", "use std::fs::File;"),
        ("store/text.rs", "use crate::disk::Disk;"),
        ("assess/mod.rs", "use crate::model::Plan;"),
        (
            "assess/mod.rs",
            "// like crate::ui, but egui is not known here",
        ),
        ("ui/mod.rs", "use crate::raster::Picture;"),
        ("app/jobs.rs", "let dialog = rfd::FileDialog::new();"),
    ];
    for (path, line) in fine {
        assert_eq!(violations(path, line), Vec::<String>::new());
    }
}
