//! Word files as other programs read them.

use super::*;

#[test]
fn every_part_of_a_word_file_is_well_formed_and_laid_out_as_the_standard_says() {
    let (mut workspace, plan) = sample();
    workspace.synthetic = true;
    let report = report_with(&workspace, &plan, &whole());
    let docx = write(&report, &Art::default(), Format::Docx).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(&docx)).unwrap();
    let names: Vec<String> = zip.file_names().map(|n| n.unwrap().into_owned()).collect();
    for name in &names {
        let mut text = String::new();
        zip.by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        plain(&text);
    }
    let document = unzipped(&docx, "word/document.xml");
    // A4 upright with the margins of GB/T 9704 (37, 26, 35, 28 mm), then the annex on its side.
    assert!(document.contains("w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\""));
    assert_eq!(document.matches("<w:sectPr>").count(), 2);
    assert_eq!(document.matches("w:orient=\"landscape\"").count(), 1);
    assert_eq!(
        document
            .matches("<w:footerReference w:type=\"even\"")
            .count(),
        2
    );
    // A table's width, its grid and its cells agree.
    let table = document.split("<w:tbl>").nth(1).unwrap();
    let number = |text: &str| text.split('"').next().unwrap().parse::<u32>().unwrap();
    let width = number(table.split("<w:tblW w:w=\"").nth(1).unwrap());
    let grid: u32 = table
        .split("<w:gridCol w:w=\"")
        .skip(1)
        .take_while(|_| true)
        .map(number)
        .take(
            table
                .split("</w:tblGrid>")
                .next()
                .unwrap()
                .matches("gridCol")
                .count(),
        )
        .sum();
    assert_eq!((width, grid), (8844, 8844));
    assert!(table.contains("<w:tblHeader/>"));
    assert!(unzipped(&docx, "word/header1.xml").contains("示例数据"));
    assert!(unzipped(&docx, "word/settings.xml").contains("<w:evenAndOddHeaders/>"));
    assert!(unzipped(&docx, "word/footer1.xml").contains("w:val=\"right\""));
    assert!(unzipped(&docx, "word/footer2.xml").contains("w:val=\"left\""));
    assert_eq!(docx, write(&report, &Art::default(), Format::Docx).unwrap());
}

/// The children that an element may have, in the order that its schema asks for. Word refuses a file that
/// has them in another; WPS and LibreOffice pass over what is out of place.
const ORDERS: &[(&str, &str)] = &[
    (
        "w:pPr",
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs \
         suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd \
         snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment \
         textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    ),
    (
        "w:rPr",
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid \
         vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs \
         em lang eastAsianLayout specVanish oMath",
    ),
    (
        "w:tblPr",
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd \
         tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    ),
    ("w:tbl", "tblPr tblGrid tr"),
    ("w:tr", "tblPrEx trPr tc"),
    (
        "w:trPr",
        "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc hidden",
    ),
    (
        "w:tcPr",
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    ),
    (
        "w:sectPr",
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType \
         cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    ),
    (
        "w:style",
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked \
         personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    ),
    (
        "w:settings",
        "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries \
         displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts \
         embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges documentProtection \
         defaultTabStop evenAndOddHeaders bookFoldRevPrinting drawingGridHorizontalSpacing drawingGridVerticalSpacing \
         noPunctuationKerning characterSpacingControl updateFields hdrShapeDefaults footnotePr endnotePr compat docVars \
         rsids mathPr attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats shapeDefaults \
         decimalSymbol listSeparator",
    ),
    (
        "w:tblBorders",
        "top left start bottom right end insideH insideV",
    ),
    ("w:tblCellMar", "top left start bottom right end"),
    (
        "wp:inline",
        "extent effectExtent docPr cNvGraphicFramePr graphic",
    ),
    ("pic:pic", "nvPicPr blipFill spPr"),
];

/// What stands out of order in a part, with the element it stands in.
fn out_of_order(xml: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = Vec::new();
    // The open elements, each with how far its order has come.
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut enter = |open: &mut Vec<(String, usize)>, name: &str| {
        let Some((parent, at)) = open.last_mut() else {
            return;
        };
        let Some((_, order)) = ORDERS.iter().find(|(element, _)| element == parent) else {
            return;
        };
        let local = name.split_once(':').map_or(name, |(_, local)| local);
        let place = order.split_whitespace().position(|child| child == local);
        match place {
            Some(place) if place >= *at => *at = place,
            _ => found.push(format!("{parent} > {name}")),
        }
    };
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(start) => {
                let name = name_of(start.name());
                enter(&mut open, &name);
                open.push((name, 0));
            }
            quick_xml::events::Event::Empty(start) => {
                let name = name_of(start.name());
                enter(&mut open, &name);
            }
            quick_xml::events::Event::End(_) => {
                open.pop();
            }
            quick_xml::events::Event::Eof => return found,
            _ => {}
        }
    }
}

fn name_of(name: quick_xml::name::QName<'_>) -> String {
    name.as_ref().to_owned()
}

#[test]
fn every_element_of_a_word_file_stands_where_its_schema_wants_it() {
    let (mut workspace, plan) = sample();
    workspace.synthetic = true;
    let report = report_with(&workspace, &plan, &whole());
    let docx = write(&report, &with_charts(&report), Format::Docx).unwrap();
    for part in [
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/header1.xml",
        "word/footer1.xml",
        "word/footer2.xml",
    ] {
        let found = out_of_order(&unzipped(&docx, part));
        assert_eq!(found, [""; 0], "{part}");
    }
    let wrong = "<w:pPr><w:jc w:val=\"left\"/><w:tabs/><w:own/></w:pPr>";
    assert_eq!(out_of_order(wrong), ["w:pPr > w:tabs", "w:pPr > w:own"]);
}

#[test]
fn each_line_of_the_contents_leads_to_its_heading_and_names_its_page() {
    let report = report();
    let docx = write(&report, &Art::default(), Format::Docx).unwrap();
    let document = unzipped(&docx, "word/document.xml");
    let contents: Vec<&str> = document
        .split("<w:p>")
        .filter(|paragraph| paragraph.contains("<w:pStyle w:val=\"TOC1\"/>"))
        .collect();
    assert_eq!(contents.len(), report.sections.len());
    let mut numbers: Vec<u32> = Vec::new();
    for (no, (line, section)) in (1..).zip(contents.iter().zip(&report.sections)) {
        let mark = format!("_Toc{no:06}");
        assert!(line.contains(&section.heading), "{line}");
        assert!(line.contains(&format!("w:anchor=\"{mark}\"")), "{line}");
        assert!(line.contains(&format!("PAGEREF {mark} ")), "{line}");
        let heading = format!(
            "<w:pStyle w:val=\"Heading1\"/></w:pPr><w:bookmarkStart w:id=\"{no}\" w:name=\"{mark}\"/><w:r>\
             <w:t xml:space=\"preserve\">{}</w:t></w:r>",
            section.heading
        );
        assert_eq!(document.matches(&heading).count(), 1, "{heading}");
        let shown = line.split("separate").last().unwrap();
        let number = shown.split("preserve\">").nth(1).unwrap();
        numbers.push(number.split('<').next().unwrap().parse::<u32>().unwrap());
    }
    // The text begins on the first page, and the annex a page of its own.
    assert_eq!(numbers[0], 1);
    assert!(numbers.is_sorted(), "{numbers:?}");
    let (annex, text) = numbers.split_last().unwrap();
    assert!(text.iter().all(|number| number < annex), "{numbers:?}");
    let fields = |kind: &str| document.matches(&format!("fldCharType=\"{kind}\"")).count();
    assert_eq!(fields("begin"), report.sections.len() + 1);
    assert_eq!(
        (fields("begin"), fields("begin")),
        (fields("separate"), fields("end"))
    );
    // Word would ask before it opened a file that has its fields computed anew.
    assert!(!unzipped(&docx, "word/settings.xml").contains("updateFields"));
}

#[test]
fn each_picture_says_what_it_shows() {
    let report = report();
    let docx = write(&report, &with_charts(&report), Format::Docx).unwrap();
    let document = unzipped(&docx, "word/document.xml");
    let pictures = document.matches("<wp:docPr ").count();
    assert_eq!(pictures, report.figures().len());
    for figure in report.figures() {
        let alt = format!("descr=\"图：{figure:?}\"").replace('"', "");
        let said = document.replace("&quot;", "").replace('"', "");
        assert!(said.contains(&alt), "{alt}");
    }
}
