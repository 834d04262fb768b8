//! A report says what its figures say, and every format says the same.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};

mod docx;
mod formats;
#[cfg(feature = "pdf")]
mod pdf;

use super::compose::Census;
use super::*;
use crate::assess;
use crate::model::{
    Baseline, Bound, Direction, Effective, Indicator, IndicatorId, Kind, Measure, MeasureId,
    MeasureState, Observation, ObservationKey, Part, Plan, PlanId, Progress, SeriesId, Stage,
    Status, Target, Theme, Topic, Unit, WordsKey, Workspace,
};

/// The bytes of a file.
fn write(report: &Report, art: &Art, format: Format) -> Result<Vec<u8>, ReportError> {
    super::write(report, art, format).map(|written| written.bytes)
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn indicator(no: u32, name: &str) -> Indicator {
    Indicator {
        no,
        theme: 1 + (no - 1) / 3,
        name: name.to_owned(),
        unit: "亿元".to_owned(),
        kind: Kind::Flow,
        mean_over_years: false,
        direction: Direction::Up,
        targets: vec![Target {
            year: 2027,
            bound: Bound::AtLeast(1500.into()),
        }],
        baseline: None,
        units: vec![Unit("市甲局".to_owned()), Unit("市乙局".to_owned())],
        series: SeriesId(format!("s{no}")),
        locator: format!("附件 序号{no}"),
        note: String::new(),
        printed: None,
        superseded: Vec::new(),
    }
}

/// Six indicators in two sections: met, on schedule, behind, falling back, without figures, masked.
fn sample() -> (Workspace, Plan) {
    let names = [
        "甲收入",
        "乙收入",
        "丙收入",
        "丁收入",
        "戊收入",
        "己<收入>&",
    ];
    let mut indicators: Vec<Indicator> = (1..)
        .zip(names)
        .map(|(no, name)| indicator(no, name))
        .collect();
    indicators[5].targets[0].bound = Bound::Masked("**".to_owned());
    let theme = |no: u32, name: &str| Theme {
        no,
        name: name.to_owned(),
        short: name.to_owned(),
        focus: String::new(),
        lead: Some(Unit("市甲局".to_owned())),
        others: Vec::new(),
    };
    let plan = Plan {
        id: PlanId("p".to_owned()),
        title: "试行办法".to_owned(),
        number: "试〔2024〕1号".to_owned(),
        short: "办法".to_owned(),
        issuer: Some(Unit("市政府".to_owned())),
        stage: Stage::Final,
        year: 2023,
        issued: Some(day("2023-06-01")),
        effective: Some(Effective {
            from: day("2024-01-01"),
            to: day("2027-12-31"),
        }),
        lead: None,
        draft_of: None,
        themes: vec![theme(1, "第一中心"), theme(2, "第二中心")],
        indicators,
        text_targets: Vec::new(),
        measures: Vec::new(),
        reported: Vec::new(),
        budgets: Vec::new(),
        note: String::new(),
        own_series: Vec::new(),
        own_units: Vec::new(),
        own_measurement: Vec::new(),
    };
    let mut workspace = Workspace::new(vec![plan.id.clone()]);
    // Schedule in 2024 is 2/5; from 1000 to 1500 that is 1200.
    for (no, before, now) in [
        (1, "1300.0", "1520.50"),
        (2, "1100", "1200"),
        (3, "1050", "1130"),
        (4, "1010", "990"),
        (6, "1010", "1020"),
    ] {
        let id = IndicatorId::new(&plan.id, no);
        let baseline = Baseline {
            year: 2022,
            value: 1000.into(),
        };
        workspace.baselines.insert(id, baseline);
        for (year, value) in [(2023, before), (2024, now)] {
            let key = ObservationKey {
                series: SeriesId(format!("s{no}")),
                year,
            };
            workspace.observations.insert(key, entered(value));
        }
    }
    (workspace, plan)
}

fn entered(value: &str) -> Observation {
    Observation {
        value: value.parse().unwrap(),
        status: Status::Flash,
        source: "=1+1".to_owned(),
        note: String::new(),
        by: String::new(),
        at: None,
    }
}

fn report_with(workspace: &Workspace, plan: &Plan, options: &Options) -> Report {
    let assessments: Vec<assess::Assessment> = plan
        .indicators
        .iter()
        .map(|i| assess::judge_indicator(workspace, plan, i, 2024))
        .collect();
    let input = Input {
        workspace,
        plan,
        assessments: &assessments,
        year: 2024,
    };
    build(&input, options)
}

fn whole() -> Options {
    Options::whole(day("2025-02-03"))
}

fn report() -> Report {
    let (workspace, plan) = sample();
    report_with(&workspace, &plan, &whole())
}

#[test]
fn a_head_too_wide_for_its_column_is_broken_evenly() {
    let lines = |head, per_line| tables::head_lines(head, per_line).join("/");
    assert_eq!(lines("提前实现", 3), "提前/实现");
    assert_eq!(lines("基本符合预期", 3), "基本符/合预期");
    assert_eq!(lines("基本符合预期", 2), "基本/符合/预期");
    assert_eq!(lines("倒退", 3), "倒退");
    assert_eq!(lines("完成率（%）", 3), "完成率（%）");
}

fn text_of(report: &Report) -> String {
    report.sentences().map(|(_, s)| s.text.as_str()).collect()
}

/// A sentence without what stands in brackets: parts of a count, which are no counts of their own.
fn without_asides(text: &str) -> String {
    let outside = text
        .split('（')
        .enumerate()
        .map(|(index, part)| match index {
            0 => part,
            _ => part.split_once('）').map_or("", |(_, rest)| rest),
        });
    outside.collect()
}

#[test]
fn a_year_that_the_plan_is_not_for_is_said_to_be_so() {
    let (workspace, plan) = sample();
    let of = |year| {
        let judged = plan.indicators.iter();
        let judged = judged.map(|i| assess::judge_indicator(&workspace, &plan, i, year));
        let assessments: Vec<assess::Assessment> = judged.collect();
        let input = Input {
            workspace: &workspace,
            plan: &plan,
            assessments: &assessments,
            year,
        };
        build(&input, &whole())
    };
    // Issued in 2023, in force from 2024 to 2027, targets for 2027.
    for (year, expected) in [
        (
            2022,
            Some(
                "2022年不在文件的规划期（2023年至2027年）之内，各项指标也都没有这一年的数值，请核对年度",
            ),
        ),
        (2023, None),
        (2027, None),
        (
            2028,
            Some(
                "2028年不在文件的规划期（2023年至2027年）之内，各项指标也都没有这一年的数值，请核对年度",
            ),
        ),
    ] {
        let report = of(year);
        assert_eq!(report.outside_period().as_deref(), expected);
        assert_eq!(
            text_of(&report).contains("规划期"),
            expected.is_some(),
            "{year}"
        );
    }
}

/// Every whole number that stands before 项.
fn counts_in(text: &str) -> Vec<usize> {
    let mut counts = Vec::new();
    for (at, _) in text.match_indices('项') {
        let digits: String = text[..at]
            .chars()
            .rev()
            .take_while(char::is_ascii_digit)
            .collect();
        if !digits.is_empty() {
            let digits: String = digits.chars().rev().collect();
            counts.push(digits.parse().unwrap());
        }
    }
    counts
}

#[test]
fn the_counts_of_every_census_add_up_to_its_indicators() {
    let report = report();
    let census = Census::of(&report.rows);
    assert_eq!(
        census.words().unwrap(),
        "已实现1项（提前实现）、基本符合预期1项、滞后1项、倒退1项，另有2项无法评估（其中1项暂无数据）"
    );
    let (mut workspace, plan) = sample();
    let key = ObservationKey {
        series: SeriesId("s5".to_owned()),
        year: 2024,
    };
    workspace.observations.insert(key, entered("1100"));
    let without_baseline = report_with(&workspace, &plan, &whole());
    assert_eq!(
        Census::of(&without_baseline.rows).words().unwrap(),
        "已实现1项（提前实现）、基本符合预期1项、滞后1项、倒退1项，另有2项无法评估（其中1项缺基期值）"
    );
    let sentence = report
        .sentences()
        .find(|(_, s)| s.text.starts_with("6项指标中，"))
        .unwrap()
        .1;
    let counts = counts_in(&without_asides(&sentence.text));
    assert_eq!(counts[0], counts[1..].iter().sum::<usize>());
    // Each section's sentence, too.
    let sections = report
        .sentences()
        .filter(|(_, s)| s.text.starts_with("3项指标中，"));
    let sums: Vec<usize> = sections
        .map(|(_, s)| counts_in(&without_asides(&s.text))[1..].iter().sum())
        .collect();
    assert_eq!(sums, [3, 3]);
}

#[test]
fn a_row_that_lacks_only_its_baseline_is_not_said_to_have_no_data() {
    let (mut workspace, mut plan) = sample();
    workspace.baselines.clear();
    for row in &mut plan.indicators {
        row.baseline = None;
    }
    let report = report_with(&workspace, &plan, &whole());
    let of = |wanted: &dyn Fn(&Row) -> bool| report.rows.iter().filter(|row| wanted(row)).count();
    let open =
        |row: &Row| !row.assessment.grade.is_assessed() && row.assessment.reason.is_missing_input();
    let without = of(&|row| open(row) && row.lacks_baseline && !row.lacks_actual);
    let no_data = of(&|row| open(row) && row.lacks_actual);
    assert!(without > 0 && no_data > 0);
    let words = Census::of(&report.rows).words().unwrap();
    assert!(words.contains(&format!("{without}项缺基期值")), "{words}");
    assert!(words.contains(&format!("{no_data}项暂无数据")), "{words}");
    let counts = counts_in(&without_asides(&words));
    assert_eq!(counts.iter().sum::<usize>(), report.rows.len());
}

#[test]
fn what_each_year_needs_says_which_way_and_a_count_never_falls_below_zero() {
    let (mut workspace, plan) = sample();
    // 丁 falls by 400 a year from 1000 in 2022: 2024 has 200, and 2027 would have -1000.
    for (year, value) in [(2023, "600"), (2024, "200")] {
        let key = ObservationKey {
            series: SeriesId("s4".to_owned()),
            year,
        };
        workspace.observations.insert(key, entered(value));
    }
    let report = report_with(&workspace, &plan, &whole());
    let row = &report.rows[3];
    let forecast = row.assessment.forecast.unwrap();
    assert!((forecast.value + 1000.0).abs() < 1e-9, "{forecast:?}");
    let tables = report.sections.iter().flat_map(|s| &s.blocks);
    let cells: Vec<&str> = tables
        .filter_map(|block| match block {
            Block::Table(table) if table.caption.starts_with("按近年走势") => Some(table),
            _ => None,
        })
        .flat_map(|table| &table.rows)
        .find(|line| line.cells[0].text == "4")
        .unwrap()
        .cells
        .iter()
        .map(|cell| cell.text.as_str())
        .collect();
    assert_eq!(cells[3], "低于0");
    // From 200 to 1500 in three years is a growth by 7.5 to the third root: 95.7%.
    assert_eq!(cells[5], "增长95.7%");
    let text = text_of(&report);
    assert!(
        text.contains("丁收入今后年均须增长95.7%（以往最好一年下降"),
        "{text}"
    );
    // What rises and falls by amounts says so by its sign alone.
    let mut row = row.clone();
    row.assessment.growth_is_rate = false;
    assert_eq!(figures::step(&row, -3.0), format!("减少3.0{}", row.unit));
    assert_eq!(figures::step(&row, 3.0), format!("增加3.0{}", row.unit));
    assert_eq!(figures::step(&row, 0.0), "持平");
}

#[test]
fn a_list_by_grade_marks_what_was_judged_by_hand() {
    let (mut workspace, plan) = sample();
    // 乙 is on schedule by its figures, 甲 is met; both are given the same grade by hand.
    for no in [1, 2] {
        let row = plan.indicator(no).unwrap();
        let computed = assess::judge_indicator(&workspace, &plan, row, 2024);
        let act = crate::model::Act::Judged(assess::Grade::OnTrack);
        let judged =
            assess::judgement(&computed, act, "现场核查".to_owned(), (String::new(), None));
        workspace.judgements.insert(plan.id_of(row), vec![judged]);
    }
    let text = text_of(&report_with(&workspace, &plan, &whole()));
    for name in ["甲收入（人工）", "乙收入（人工）"] {
        assert!(text.contains(name), "{name}: {text}");
    }
    assert!(!text.contains("丙收入（人工）"));
}

#[test]
fn the_groups_of_the_forecast_add_up() {
    let report = report();
    let (_, sentence) = report
        .sentences()
        .find(|(_, s)| s.text.starts_with("将近五期"))
        .unwrap();
    let counts = counts_in(&without_asides(&sentence.text));
    assert_eq!(counts[0], 6);
    assert_eq!(counts[1..].iter().sum::<usize>(), 6, "{}", sentence.text);
}

#[test]
fn the_table_by_section_adds_up_in_rows_and_columns() {
    let report = report();
    let table = report
        .sections
        .iter()
        .flat_map(|s| &s.blocks)
        .find_map(|b| match b {
            Block::Table(t) if t.caption.starts_with("分领域") => Some(t),
            _ => None,
        })
        .unwrap();
    let number = |cell: &TableCell| cell.text.parse::<usize>().unwrap_or(0);
    for row in &table.rows {
        let parts: usize = row.cells[2..].iter().map(number).sum();
        assert_eq!(parts, number(&row.cells[1]));
    }
    let (total, parts) = table.rows.split_last().unwrap();
    for (column, cell) in total.cells.iter().enumerate().skip(1) {
        let sum: usize = parts.iter().map(|row| number(&row.cells[column])).sum();
        assert_eq!(sum, number(cell));
    }
}

#[test]
fn a_sentence_knows_the_cells_it_rests_on() {
    let report = report();
    let (_, sentence) = report
        .sentences()
        .find(|(heading, s)| heading.contains("滞后指标") && s.text.starts_with("丙收入"))
        .unwrap();
    assert_eq!(
        sentence.text,
        "丙收入2024年为1,130亿元（快报数），比2023年增长7.6%；2027年目标为1,500亿元以上，完成率75.3%；\
         进度26.0%，序时进度40.0%，落后14.0个百分点。"
    );
    let words: Vec<String> = sentence.rests_on.iter().map(Source::words).collect();
    assert_eq!(
        words,
        ["序号3 基期值", "序号3 2024年实际值", "序号3 2027年目标"]
    );
}

#[test]
fn the_analysts_words_stand_where_they_belong_and_only_in_their_year() {
    let (mut workspace, plan) = sample();
    let id = IndicatorId::new(&plan.id, 3);
    let key = |topic, year| WordsKey::of_indicator(&id, topic, year);
    workspace
        .words
        .insert(key(Topic::Reason, 2024), "需求不足\n第二段".to_owned());
    workspace
        .words
        .insert(key(Topic::Remedy, 2023), "去年的措施".to_owned());
    let judgement = WordsKey::of_plan(&plan.id, Part::Whole, Topic::Judgement, 2024);
    workspace.words.insert(judgement, "总体平稳".to_owned());
    let report = report_with(&workspace, &plan, &whole());
    let words: Vec<(&str, &str)> = report
        .sections
        .iter()
        .flat_map(|s| s.blocks.iter().map(move |b| (s.heading.as_str(), b)))
        .filter_map(|(heading, block)| match block {
            Block::Words { text, .. } => Some((heading, text.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(
        words,
        [
            ("一、总体进展", "总体平稳"),
            ("四、滞后指标及原因", "需求不足\n第二段")
        ]
    );
    assert_eq!(
        report.unwritten,
        [
            "1 项滞后指标未写原因",
            "2 项滞后指标未写措施",
            "未写下一步工作"
        ]
    );
}

#[test]
fn sections_are_numbered_as_they_stand_and_a_unit_reports_on_its_own() {
    let (workspace, plan) = sample();
    let options = Options {
        scope: Scope::Theme(2),
        sections: vec![SectionKind::Trend, SectionKind::Annex, SectionKind::Overall],
        ..whole()
    };
    let report = report_with(&workspace, &plan, &options);
    let headings: Vec<&str> = report.sections.iter().map(|s| s.heading.as_str()).collect();
    assert_eq!(
        headings,
        ["一、总体进展", "二、趋势研判", "附件 指标进展总表"]
    );
    assert_eq!(report.rows.len(), 3);
    assert!(text_of(&report).contains("本报告反映第二中心的3项指标"));
    let other = Options {
        scope: Scope::Unit(Unit("市乙局".to_owned())),
        ..whole()
    };
    let report = report_with(&workspace, &plan, &other);
    assert!(text_of(&report).contains("市乙局负责的6项指标，其中参加6项"));
    let nobody = Options {
        scope: Scope::Unit(Unit("市丙局".to_owned())),
        ..whole()
    };
    let report = report_with(&workspace, &plan, &nobody);
    for format in Format::ALL {
        let error = write(&report, &Art::default(), format).unwrap_err();
        assert!(matches!(error, ReportError::Nothing(_)), "{format:?}");
    }
}

#[test]
fn measures_stand_in_the_annex_once_anything_is_said_of_one() {
    let (mut workspace, mut plan) = sample();
    let measure = |no: u32, unit: &str| Measure {
        no,
        theme: 1,
        title: format!("举措{no}"),
        units: vec![Unit(unit.to_owned())],
        locator: String::new(),
        milestones: Vec::new(),
        serves: Vec::new(),
    };
    plan.measures = vec![measure(1, "市甲局"), measure(2, "市丁局")];
    let table_of = |workspace: &Workspace, options: &Options| {
        let report = report_with(workspace, &plan, options);
        let blocks = report.sections.into_iter().flat_map(|s| s.blocks);
        let mut tables = blocks.filter_map(|block| match block {
            Block::Table(table) if table.caption == "举措进展" => Some(table),
            _ => None,
        });
        tables.next()
    };
    assert!(table_of(&workspace, &whole()).is_none());
    let state = MeasureState {
        progress: Progress::InProgress,
        percent: Some("62.50".parse().unwrap()),
        note: "已开工".to_owned(),
        evidence: String::new(),
        milestones: Vec::new(),
        by: String::new(),
        at: None,
        history: Vec::new(),
    };
    workspace
        .measures
        .insert(MeasureId::new(&plan.id, 1), state);
    let table = table_of(&workspace, &whole()).unwrap();
    let texts = |row: usize| -> Vec<&str> {
        let cells = table.rows[row].cells.iter();
        cells.map(|cell| cell.text.as_str()).collect()
    };
    assert_eq!(
        texts(0),
        ["1", "举措1", "市甲局", "推进中", "62.50", "已开工"]
    );
    assert_eq!(texts(1)[3..], ["—", "—", "—"]);
    let of_unit = Options {
        scope: Scope::Unit(Unit("市甲局".to_owned())),
        ..whole()
    };
    assert_eq!(table_of(&workspace, &of_unit).unwrap().rows.len(), 1);
}

/// An art with a small picture for every chart.
fn with_charts(report: &Report) -> Art {
    let mut art = Art::default();
    for figure in report.figures() {
        let alt = format!("图：{figure:?}");
        let picture = ChartPicture {
            svg: "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 6\"/>".to_owned(),
            png: b"\x89PNG\r\n\x1a\n".to_vec(),
            width: 324.0,
            height: 242.0,
            alt,
            title: "图题".to_owned(),
        };
        art.charts.insert(figure, picture);
    }
    art
}

fn unzipped(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// The text of XML without its tags; fails where it is not well formed.
fn plain(xml: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut out = String::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => return out,
            quick_xml::events::Event::Text(text) => out.push_str(text.as_ref()),
            quick_xml::events::Event::GeneralRef(name) => match name.as_ref() {
                "lt" => out.push('<'),
                "gt" => out.push('>'),
                "amp" => out.push('&'),
                "quot" => out.push('"'),
                other => panic!("{other:?}"),
            },
            _ => {}
        }
    }
}

#[test]
fn the_same_number_is_the_same_in_every_format() {
    let report = report();
    let art = Art::default();
    let docx = write(&report, &art, Format::Docx).unwrap();
    let docx = plain(&unzipped(&docx, "word/document.xml"));
    let html = String::from_utf8(write(&report, &art, Format::Html).unwrap()).unwrap();
    let csv = String::from_utf8(write(&report, &art, Format::Csv).unwrap()).unwrap();
    // Decimals as entered, grouped for people and plain for machines.
    for text in [&docx, &html] {
        for figure in ["1,520.50", "1,130", "26.0", "-14.0", "75.3", "1,500以上"] {
            assert!(text.contains(figure), "{figure}");
        }
    }
    for line in [
        ",甲收入,第一中心,市甲局,2024,实际值,1520.50,亿元,快报,'=1+1,,",
        ",丙收入,第一中心,市甲局,2024,进度,26.0,%,,,,",
        ",丙收入,第一中心,市甲局,2024,差距,-14.0,个百分点,,,,",
        ",丙收入,第一中心,市甲局,2027,目标,1500,亿元,,,1500以上,",
    ] {
        let line = line.replace("1500以上", "\"1,500以上\"");
        assert!(csv.contains(&line), "{line}\n{csv}");
    }
    let xlsx = write(&report, &art, Format::Xlsx).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx)).unwrap();
    let values = book.worksheet_range("结果").unwrap();
    let formulas = book.worksheet_formula("结果").unwrap();
    // The third indicator stands under the head in the fourth row.
    let row = 6;
    let cell = |column: u32| values.get_value((row, column)).unwrap().clone();
    assert_eq!(cell(11), Data::Float(1130.0));
    let close = |column, expected: f64| {
        let Data::Float(value) = cell(column) else {
            panic!("{:?}", cell(column));
        };
        assert!((value - expected).abs() < 1e-12, "{value}");
    };
    close(16, 1130.0 / 1500.0);
    close(17, 130.0 / 500.0);
    close(18, 2.0 / 5.0);
    close(19, -14.0);
    let formula = |column: u32| formulas.get_value((row, column)).unwrap().clone();
    assert_eq!(formula(16), "L7/P7");
    assert_eq!(formula(17), "(L7-J7)/(P7-J7)");
    assert_eq!(formula(18), "(K7-I7)/(N7-I7)");
    assert_eq!(cell(21), Data::String("滞后".to_owned()));
}

#[test]
fn a_report_never_takes_the_place_of_another_kind_of_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "my own notes").unwrap();
    let bytes = write(&report(), &Art::default(), Format::Csv).unwrap();
    let error = save(&path, &bytes, Format::Csv).unwrap_err().to_string();
    assert!(
        error.contains("没有改动") && error.contains("a.csv"),
        "{error}"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "my own notes");
    std::fs::remove_file(&path).unwrap();
    save(&path, &bytes, Format::Csv).unwrap();
    save(&path, &bytes, Format::Csv).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}
