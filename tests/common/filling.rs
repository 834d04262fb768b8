//! Fills in a form as a spreadsheet program would: by changing the XML of its cells.

use std::io::{Cursor, Read as _, Write as _};

/// The parts of a workbook, in their order.
pub struct Workbook {
    parts: Vec<(String, Vec<u8>)>,
}

/// The sheet that is filled in.
const SHEET: &str = "xl/worksheets/sheet1.xml";

#[allow(dead_code, reason = "each test binary uses some of it")]
impl Workbook {
    pub fn open(bytes: &[u8]) -> Self {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut parts = Vec::new();
        for index in 0..zip.len() {
            let mut file = zip.by_index(index).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            let name = file.name().unwrap().into_owned();
            parts.push((name, content));
        }
        Self { parts }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.parts {
            zip.start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// Changes the text of a part.
    pub fn change(&mut self, part: &str, change: impl FnOnce(String) -> String) {
        let (_, content) = self
            .parts
            .iter_mut()
            .find(|(name, _)| name == part)
            .unwrap();
        let text = String::from_utf8(std::mem::take(content)).unwrap();
        *content = change(text).into_bytes();
    }

    pub fn text_of(&self, part: &str) -> &str {
        let (_, content) = self.parts.iter().find(|(name, _)| name == part).unwrap();
        std::str::from_utf8(content).unwrap()
    }

    pub fn sheet(&self) -> &str {
        self.text_of(SHEET)
    }

    pub fn change_sheet(&mut self, change: impl FnOnce(String) -> String) {
        self.change(SHEET, change);
    }

    /// Puts a number into a cell; its format stays.
    pub fn number(&mut self, cell: &str, value: &str) -> &mut Self {
        self.cell(cell, "", &format!("<v>{value}</v>"))
    }

    /// Puts text into a cell.
    pub fn text(&mut self, cell: &str, text: &str) -> &mut Self {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        let inner = format!("<is><t xml:space=\"preserve\">{text}</t></is>");
        self.cell(cell, " t=\"inlineStr\"", &inner)
    }

    /// Puts whatever into a cell, with further attributes.
    pub fn cell(&mut self, cell: &str, attributes: &str, inner: &str) -> &mut Self {
        let start_of_cell = format!("<c r=\"{cell}\"");
        self.change_sheet(|xml| {
            let start = xml.find(&start_of_cell).unwrap();
            let head_end = start + xml[start..].find('>').unwrap();
            let head = xml[start..head_end].trim_end_matches('/');
            let is_empty = xml[..head_end].ends_with('/');
            let end = if is_empty {
                head_end + 1
            } else {
                start + xml[start..].find("</c>").unwrap() + 4
            };
            let head = match head.find(" t=\"") {
                Some(at) => head[..at].to_owned(),
                None => head.to_owned(),
            };
            format!(
                "{}{head}{attributes}>{inner}</c>{}",
                &xml[..start],
                &xml[end..]
            )
        });
        self
    }

    /// Gives a cell a number format of its own.
    pub fn format(&mut self, cell: &str, code: &str) -> &mut Self {
        let mut style = 0;
        self.change("xl/styles.xml", |xml| {
            let formats =
                format!("<numFmts count=\"1\"><numFmt numFmtId=\"999\" formatCode=\"{code}\"/>");
            let at = xml.find("<numFmts").unwrap();
            let head_end = at + xml[at..].find('>').unwrap() + 1;
            let xml = format!("{}{formats}{}", &xml[..at], &xml[head_end..]);
            let start = xml.find("<cellXfs").unwrap();
            let end = start + xml[start..].find("</cellXfs>").unwrap();
            style = xml[start..end].matches("<xf ").count();
            let format = "<xf numFmtId=\"999\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>";
            format!("{}{format}{}", &xml[..end], &xml[end..])
        });
        let start_of_cell = format!("<c r=\"{cell}\"");
        self.change_sheet(|xml| {
            let start = xml.find(&start_of_cell).unwrap() + start_of_cell.len();
            let rest = xml[start..].trim_start_matches(|c: char| c != 's' && c != '>');
            let rest = match rest.strip_prefix("s=\"") {
                Some(old) => &old[old.find('"').unwrap() + 1..],
                None => rest,
            };
            format!("{} s=\"{style}\"{rest}", &xml[..start])
        });
        self
    }

    /// Joins an area into one cell.
    pub fn merge(&mut self, area: &str) -> &mut Self {
        self.change_sheet(|xml| {
            xml.replace(
                "</mergeCells>",
                &format!("<mergeCell ref=\"{area}\"/></mergeCells>"),
            )
        });
        self
    }

    /// Moves every cell, by letters and row number.
    pub fn move_cells(&mut self, to: impl Fn(&str, u32) -> (String, u32)) -> &mut Self {
        self.change_sheet(|xml| {
            let mut out = String::new();
            let mut rest = xml.as_str();
            while let Some(at) = rest.find("<c r=\"") {
                let (before, after) = rest.split_at(at + 6);
                out.push_str(before);
                let end = after.find('"').unwrap();
                let place = &after[..end];
                let split = place.find(|c: char| c.is_ascii_digit()).unwrap();
                let (letters, row) = to(&place[..split], place[split..].parse().unwrap());
                out.push_str(&letters);
                out.push_str(&row.to_string());
                rest = &after[end..];
            }
            out.push_str(rest);
            out
        });
        self
    }
}
