//! Tables as they are met, and what becomes of them.

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};

use super::*;
use crate::model::{
    Bound, Decimal, Direction, Kind, MeasurementUnit, PlanId, ResponsibleUnit, SeriesId, Unit,
    UnitGroup,
};

fn units() -> UnitRegistry {
    let unit = |name: &str, dimension: &str, scale: i64| MeasurementUnit {
        name: name.to_owned(),
        dimension: dimension.to_owned(),
        scale: scale.into(),
    };
    let office = |name: &str| ResponsibleUnit {
        name: Unit(name.to_owned()),
        group: UnitGroup::Department,
        same_as: None,
    };
    UnitRegistry {
        responsible: ["市发改委", "市经信局", "市商务局", "各区、县（市）"]
            .map(office)
            .to_vec(),
        measurement: vec![
            unit("%", "比率", 1),
            unit("亿元", "人民币", 100_000_000),
            unit("万元", "人民币", 10_000),
            unit("家", "家数", 1),
            unit("位", "位次", 1),
        ],
    }
}

fn series(id: &str, name: &str, unit: &str) -> Series {
    Series {
        id: SeriesId(id.to_owned()),
        name: name.to_owned(),
        unit: unit.to_owned(),
        note: String::new(),
    }
}

fn known() -> Vec<Series> {
    vec![series("gdp", "地区生产总值", "亿元")]
}

fn read(draft: &Draft) -> Reading {
    let (units, series) = (units(), known());
    draft.read(&Against {
        plans: &[],
        series: &series,
        units: &units,
        old: None,
    })
}

fn made(draft: &Draft) -> Result<Plan, Vec<PlanFault>> {
    let (units, series) = (units(), known());
    let against = Against {
        plans: &[],
        series: &series,
        units: &units,
        old: None,
    };
    let mut head = DocumentHead::above(draft);
    if head.title.is_empty() {
        "试行规划".clone_into(&mut head.title);
    }
    if head.likely_year().is_none() {
        "2024".clone_into(&mut head.year);
    }
    draft.read(&against).plan(
        &head,
        draft,
        &against,
        Taken {
            plan: &|_| false,
            figures: &|_| false,
            numbers: &|_| false,
            left: &|_| false,
        },
    )
}

fn of_tsv(text: &str) -> Draft {
    Draft::of_grid(&Grid::from_tsv(text).unwrap())
}

/// No, section, name with unit, targets, baseline, units of each row.
fn rows(plan: &Plan) -> Vec<String> {
    let row = |row: &crate::model::Indicator| {
        let targets = row.targets.iter();
        let targets: Vec<String> = targets
            .map(|t| format!("{}:{}", t.year, t.bound.text()))
            .collect();
        let baseline = row
            .baseline
            .map_or_else(String::new, |b| format!("{}:{}", b.year, b.value));
        let units: Vec<&str> = row.units.iter().map(|unit| unit.0.as_str()).collect();
        let theme = plan.theme(row.theme).map_or("", |t| t.name.as_str());
        format!(
            "{} [{theme}] {} {} | {baseline} | {}",
            row.no,
            row.name_with_unit(),
            targets.join(","),
            units.join(",")
        )
    };
    plan.indicators.iter().map(row).collect()
}

fn roles(draft: &Draft) -> Vec<(Role, Option<i32>)> {
    draft.columns.iter().map(|c| (c.role, c.year)).collect()
}

#[test]
fn columns_are_known_by_their_heads_in_any_order() {
    let draft = of_tsv(
        "责任部门\t2027年目标\t指标名称\t2023年\t单位\t序号\n\
         市发改委、市经信局\t≥3,000\t金融业增加值\t2,420.50\t亿元\t1\n",
    );
    assert_eq!(
        roles(&draft)[..6],
        [
            (Role::Units, None),
            (Role::Target, Some(2027)),
            (Role::Name, None),
            (Role::Baseline, Some(2023)),
            (Role::Unit, None),
            (Role::No, None),
        ]
    );
    let plan = made(&draft).unwrap();
    assert_eq!(
        rows(&plan),
        ["1 [主要指标] 金融业增加值（亿元） 2027:3,000以上 | 2023:2420.50 | 市发改委,市经信局"]
    );
    assert_eq!(plan.indicators[0].kind, Kind::Flow);
    assert_eq!(plan.indicators[0].direction, Direction::Up);
}

#[test]
fn the_words_of_heads_are_many() {
    for (head, role, year) in [
        ("2027年目标", Role::Target, Some(2027)),
        ("目标值（2027）", Role::Target, Some(2027)),
        ("目标值(2027年)", Role::Target, Some(2027)),
        ("２０２７年目标值", Role::Target, Some(2027)),
        ("2025年规划值", Role::Target, Some(2025)),
        ("2023年基期值", Role::Baseline, Some(2023)),
        ("2020年完成值", Role::Baseline, Some(2020)),
        ("2020年\n实际", Role::Baseline, Some(2020)),
        ("牵头单位", Role::Lead, None),
        ("配合单位", Role::Others, None),
        ("牵头及配合单位", Role::Units, None),
        ("责任单位", Role::Units, None),
        ("主管部门", Role::Units, None),
        ("计量单位", Role::Unit, None),
        ("单 位", Role::Unit, None),
        ("主要指标", Role::Name, None),
        ("中心", Role::Theme, None),
        ("领域", Role::Theme, None),
        ("备注", Role::Note, None),
        ("指标方向", Role::Direction, None),
        ("年均增速（%）", Role::Ignored, None),
    ] {
        let draft = of_tsv(&format!("指标\t{}\n甲\t1\n", head.replace('\n', "")));
        let column = &draft.columns[1];
        let is_second_name = role == Role::Name;
        if !is_second_name {
            assert_eq!((column.role, column.year), (role, year), "{head}");
        }
    }
}

#[test]
fn a_five_year_plan_with_sections_and_numbers_anew_is_read() {
    let draft = of_tsv(
        "杭州市试验发展规划主要指标\n\
         单位：亿元\n\
         序号\t指标\t2020年\t2025年\t年均增速[累计]\t属性\n\
         一、经济发展（2项）\n\
         1\t地区生产总值\t16106\t23000左右\t[7]\t预期性\n\
         2\t研发强度（%）\t3.59\t4\t—\t约束性\n\
         二、民生福祉\n\
         1\t登记失业率（%）\t—\t≤4\t—\t预期性\n\
         注：[ ]内为五年累计数。\n",
    );
    let plan = made(&draft).unwrap();
    assert_eq!(plan.title, "杭州市试验发展规划主要指标");
    assert_eq!(
        rows(&plan),
        [
            "1 [经济发展] 地区生产总值（亿元） 2025:23,000左右 | 2020:16106 | ",
            "2 [经济发展] 研发强度（%） 2025:4 | 2020:3.59 | ",
            "3 [民生福祉] 登记失业率（%） 2025:4以内 |  | ",
        ]
    );
    assert_eq!(plan.indicators[2].locator, "表 序号1");
    assert_eq!(plan.indicators[2].direction, Direction::Down);
    assert_eq!(plan.indicators[1].note, "属性：约束性");
    assert_eq!(plan.note, "注：[ ]内为五年累计数。");
    // 增速 is of no single year, and said so.
    let column = draft
        .columns
        .iter()
        .find(|c| c.head.contains("年均"))
        .unwrap();
    assert_eq!(column.role, Role::Ignored);
    assert!(column.guess.is_some());
    // The series of equal name and unit is offered and not taken.
    let reading = read(&draft);
    let offered: Vec<usize> = reading.rows.iter().map(|row| row.offers.len()).collect();
    assert_eq!(offered.iter().sum::<usize>(), 1);
    assert!(
        plan.indicators
            .iter()
            .all(|row| row.series.0.starts_with("own-"))
    );
}

#[test]
fn a_workbook_with_joined_heads_and_joined_sections_is_read() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let usual = Format::new();
    sheet
        .merge_range(0, 0, 0, 6, "附件 某市高质量发展指标（2024—2027年）", &usual)
        .unwrap();
    for (column, head) in [(0, "领域"), (1, "指标名称"), (2, "单位")] {
        sheet
            .merge_range(1, column, 2, column, head, &usual)
            .unwrap();
    }
    sheet.write_string(1, 3, "基期值").unwrap();
    sheet.write_string(2, 3, "2023年").unwrap();
    sheet.merge_range(1, 4, 1, 5, "目标值", &usual).unwrap();
    sheet.write_number(2, 4, 2025).unwrap();
    sheet.write_number(2, 5, 2027).unwrap();
    sheet.merge_range(1, 6, 2, 6, "责任单位", &usual).unwrap();
    sheet.merge_range(3, 0, 4, 0, "数字经济", &usual).unwrap();
    let two = Format::new().set_num_format("0.00");
    let percent = Format::new().set_num_format("0.0%");
    sheet.write_string(3, 1, "核心产业增加值").unwrap();
    sheet.write_string(3, 2, "亿元").unwrap();
    sheet.write_number_with_format(3, 3, 4.2, &two).unwrap();
    sheet.write_string(3, 4, "5").unwrap();
    sheet.write_string(3, 5, "6以上").unwrap();
    sheet
        .write_string(3, 6, "市经信局（牵头）\n市发改委")
        .unwrap();
    sheet.write_string(4, 1, "占比").unwrap();
    sheet.write_string(4, 2, "%").unwrap();
    sheet
        .write_number_with_format(4, 3, 0.281, &percent)
        .unwrap();
    sheet.write_string(4, 5, "**").unwrap();
    sheet
        .write_string(4, 6, "市发改委，市经信局（牵头）")
        .unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let grids = Grid::from_book(&bytes).unwrap();
    let draft = Draft::of_grid(Grid::likeliest(&grids).unwrap());
    assert_eq!(draft.columns[4].year, Some(2025));
    let plan = made(&draft).unwrap();
    assert_eq!(
        rows(&plan),
        [
            "1 [数字经济] 核心产业增加值（亿元） 2025:5,2027:6以上 | 2023:4.20 | 市经信局,市发改委",
            "2 [数字经济] 占比（%） 2027:** | 2023:28.1 | 市经信局,市发改委",
        ]
    );
    assert_eq!(
        plan.indicators[1].targets[0].bound,
        Bound::Masked("**".to_owned())
    );
    assert_eq!(plan.year, 2024);
}

#[test]
fn what_is_copied_from_joined_heads_is_read_as_well() {
    let draft = of_tsv(
        "指标名称\t单位\t目标值\t\t责任单位\n\
         \t\t2025年\t2027年\t\n\
         甲\t家\t3\t4\t市商务局\n",
    );
    let plan = made(&draft).unwrap();
    assert_eq!(
        rows(&plan),
        ["1 [主要指标] 甲（家） 2025:3,2027:4 |  | 市商务局"]
    );
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "reads better")]
fn check_target(text: &str, unit: &str, expect: Bound) {
    let reading = read_target(text, unit, &units());
    match reading {
        Ok(Some(reading)) => assert_eq!(reading.bound, expect, "{text}"),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn targets_are_read_as_they_are_printed() {
    let value = |text: &str| text.parse::<Decimal>().unwrap();
    check_target("≥3,000", "亿元", Bound::AtLeast(value("3000")));
    check_target("3000以上", "亿元", Bound::AtLeast(value("3000")));
    check_target("不低于３０００亿元", "亿元", Bound::AtLeast(value("3000")));
    check_target("超110", "亿元", Bound::MoreThan(value("110")));
    check_target("突破 1.2 亿元", "亿元", Bound::MoreThan(value("1.2")));
    check_target("超过85%", "%", Bound::MoreThan(value("85")));
    check_target("控制在5以内", "%", Bound::AtMost(value("5")));
    check_target("≤4.20", "%", Bound::AtMost(value("4.20")));
    check_target("不超过4", "%", Bound::AtMost(value("4")));
    check_target("约8%", "%", Bound::About(value("8")));
    check_target("8左右", "%", Bound::About(value("8")));
    check_target("4.20", "%", Bound::Exactly(value("4.20")));
    check_target("达到100", "家", Bound::Exactly(value("100")));
    check_target("[450]", "亿元", Bound::Exactly(value("450")));
    check_target("累计10000", "亿元", Bound::Exactly(value("10000")));
    check_target("1.2万", "家", Bound::Exactly(value("12000")));
    check_target("前5位", "", Bound::RankWithin(5));
    check_target("全国前十名", "", Bound::RankWithin(10));
    check_target("前十五位", "", Bound::RankWithin(15));
    check_target("全覆盖", "", Bound::FullCoverage);
    check_target("100%全覆盖", "%", Bound::FullCoverage);
    check_target("**", "亿元", Bound::Masked("**".to_owned()));
    check_target("＊＊％", "%", Bound::Masked("**%".to_owned()));
    check_target("稳步增长", "%", Bound::Qualitative("稳步增长".to_owned()));
    for text in ["", "—", "——", "/", "…"] {
        assert_eq!(read_target(text, "家", &units()), Ok(None), "{text:?}");
    }
    let sum = read_target("[450]", "亿元", &units()).unwrap().unwrap();
    assert_eq!(sum.kind, Some(Kind::Cumulative));
    let mean = read_target("年均增长8%以上", "%", &units())
        .unwrap()
        .unwrap();
    assert_eq!((mean.kind, mean.is_mean), (Some(Kind::Growth), true));
    assert_eq!(mean.bound, Bound::AtLeast(value("8")));
}

#[test]
fn what_a_bound_has_no_word_for_is_refused_with_the_reason() {
    for (text, unit, part) in [
        ("低于5", "%", "严格小于"),
        ("<5", "%", "严格小于"),
        ("100余", "家", "约数"),
        ("下降13.5%", "%", "下降多少"),
        ("3.5-4.0", "%", "区间"),
        ("0", "家", "大于 0"),
        ("-3", "%", "大于 0"),
        ("1.2万", "亿元", "没有写明单位"),
        ("5家", "亿元", "不能换算"),
        ("约5以上", "家", "互相矛盾"),
        ("12,34", "家", "千分位"),
        ("2027年", "家", "年"),
        ("全覆盖率80", "%", "还有别的话"),
        ("无", "家", "可以是没有目标"),
    ] {
        let error = read_target(text, unit, &units()).unwrap_err();
        assert!(error.contains(part), "{text}: {error}");
    }
}

#[test]
fn what_is_not_understood_is_told_with_its_place_and_nothing_is_made() {
    let mut draft = of_tsv(
        "指标名称\t单位\t目标值\t责任单位\n\
         甲\t家\t3\t市商务局\n\
         乙\t家\t下降3\t市商务局\n",
    );
    let faults = made(&draft).unwrap_err();
    let places: Vec<&str> = faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["“目标值”列", "第 2 行“目标值”列"]);
    // The meaning of the column is corrected, then the cell is taken as it is worded.
    draft.set_role(2, Role::Target, Some(2027));
    let faults = made(&draft).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].reason.contains("下降多少"));
    draft.rows[1].as_words.insert(2);
    let plan = made(&draft).unwrap();
    assert_eq!(
        plan.indicators[1].targets[0].bound,
        Bound::Qualitative("下降3".to_owned())
    );
    // Typing another text takes it as what it says again.
    draft.set_cell(1, 2, "5以内".to_owned());
    let plan = made(&draft).unwrap();
    assert_eq!(plan.indicators[1].targets[0].bound, Bound::AtMost(5.into()));
}

#[test]
fn defaults_are_marked_and_give_way_to_what_is_typed() {
    let mut draft = of_tsv("指标名称\t单位\t2027年目标\n开办企业用时\t小时\t4\n");
    let reading = read(&draft);
    let kind = draft.column(Role::Kind).unwrap();
    let direction = draft.column(Role::Direction).unwrap();
    assert!(matches!(reading.rows[0].cells[kind].mark, Mark::Guess(_)));
    assert!(matches!(
        reading.rows[0].cells[direction].mark,
        Mark::Guess(_)
    ));
    assert_eq!(reading.rows[0].cells[direction].words, "越低越好");
    draft.set_cell(0, kind, "期末数".to_owned());
    draft.set_cell(0, direction, "正向".to_owned());
    let reading = read(&draft);
    assert_eq!(reading.rows[0].cells[kind].mark, Mark::Read);
    assert_eq!(reading.rows[0].cells[direction].mark, Mark::Read);
    let plan = made(&draft).unwrap();
    assert_eq!(plan.indicators[0].direction, Direction::Up);
    assert_eq!(plan.indicators[0].kind, Kind::Stock);
    // 小时 is no known unit here: it comes along.
    assert_eq!(plan.own_measurement[0].name, "小时");
    draft.set_cell(0, direction, "随便".to_owned());
    assert_eq!(made(&draft).unwrap_err().len(), 1);
}

#[test]
fn each_row_may_have_its_own_years() {
    let draft = of_tsv(
        "指标名称\t单位\t基期年\t基期值\t目标年\t目标值\n\
         甲\t家\t2022\t3\t2025\t5\n\
         乙\t家\t2023\t3\t2027\t2027年6\n",
    );
    let plan = made(&draft).unwrap();
    assert_eq!(
        rows(&plan),
        [
            "1 [主要指标] 甲（家） 2025:5 | 2022:3 | ",
            "2 [主要指标] 乙（家） 2027:6 | 2023:3 | ",
        ]
    );
}

#[test]
fn units_are_told_apart_and_new_ones_come_along() {
    let draft = of_tsv(
        "指标名称\t单位\t2027年目标\t牵头单位\t配合单位\n\
         甲\t家\t3\t市发改委\t市体育局、各区、县（市）；市经信局\n",
    );
    let plan = made(&draft).unwrap();
    let names: Vec<&str> = plan.indicators[0]
        .units
        .iter()
        .map(|u| u.0.as_str())
        .collect();
    assert_eq!(
        names,
        ["市发改委", "市体育局", "各区、县（市）", "市经信局"]
    );
    assert_eq!(plan.own_units.len(), 1);
    assert_eq!(plan.own_units[0].name.0, "市体育局");
    let reading = read(&draft);
    assert!(matches!(&reading.rows[0].cells[4].mark, Mark::Guess(why) if why.contains("市体育局")));
}

#[test]
fn a_plan_laid_out_as_a_table_and_read_again_is_the_same() {
    let catalog = crate::store::Catalog::builtin().unwrap();
    for plan in catalog.plans() {
        let mut plan = plan.as_printed();
        // As a plan of one's own, which keeps its name.
        plan.id = PlanId("own-2024-000000".to_owned());
        let draft = Draft::of_plan(&plan);
        let against = Against {
            plans: catalog.plans(),
            series: catalog.all_series(),
            units: catalog.units(),
            old: Some(&plan),
        };
        let reading = draft.read(&against);
        let again = reading.plan(
            &DocumentHead::of_plan(&plan),
            &draft,
            &against,
            Taken {
                plan: &|_| false,
                figures: &|_| true,
                numbers: &|_| false,
                left: &|_| false,
            },
        );
        let again = again.unwrap_or_else(|faults| panic!("{}: {faults:?}", plan.title));
        let named = |plan: &Plan| {
            let mut rows: Vec<String> = plan.indicators.iter().map(|r| format!("{r:?}")).collect();
            rows.sort();
            rows
        };
        assert_eq!(named(&again), named(&plan));
        assert_eq!(again.text_targets, plan.text_targets);
        assert_eq!(again.measures, plan.measures);
    }
}

#[test]
fn changing_a_plan_keeps_its_series_and_refuses_another_meaning() {
    let draft = of_tsv("指标名称\t单位\t2027年目标\n甲\t亿元\t3\n乙\t家\t4\n");
    let old = made(&draft).unwrap();
    let (units, mut all) = (units(), known());
    all.extend(old.own_series.clone());
    let against = Against {
        plans: std::slice::from_ref(&old),
        series: &all,
        units: &units,
        old: Some(&old),
    };
    let head = DocumentHead::of_plan(&old);
    let mut changed = Draft::of_plan(&old);
    let name = changed.column(Role::Name).unwrap();
    let unit = changed.column(Role::Unit).unwrap();
    changed.set_cell(0, name, "甲甲".to_owned());
    changed.set_cell(0, unit, "万元".to_owned());
    changed.move_row(0, true);
    let with = |draft: &Draft, figures: bool| {
        draft.read(&against).plan(
            &head,
            draft,
            &against,
            Taken {
                plan: &|_| false,
                figures: &|_| figures,
                numbers: &|_| false,
                left: &|_| false,
            },
        )
    };
    let plan = with(&changed, true).unwrap();
    assert_eq!(plan.id, old.id);
    let row = plan.indicator(1).unwrap();
    assert_eq!(row.series, old.indicator(1).unwrap().series);
    assert_eq!((row.name.as_str(), row.unit.as_str()), ("甲甲", "万元"));
    // 万元 converts, so the figures go on to mean what they meant.
    assert_eq!(
        plan.own_series
            .iter()
            .find(|s| s.id == row.series)
            .unwrap()
            .unit,
        "亿元"
    );
    changed.set_cell(1, unit, "家".to_owned());
    let faults = with(&changed, true).unwrap_err();
    assert!(faults[0].reason.contains("不能换算"), "{faults:?}");
    // Nothing entered: the series becomes what the row now says.
    let plan = with(&changed, false).unwrap();
    let row = plan.indicator(1).unwrap();
    assert_eq!(
        plan.own_series
            .iter()
            .find(|s| s.id == row.series)
            .unwrap()
            .unit,
        "家"
    );
}

#[test]
fn what_is_entered_under_a_number_goes_to_no_other_indicator() {
    let old = made(&of_tsv(
        "指标名称\t单位\t2027年目标\n甲\t亿元\t3\n乙\t家\t4\n",
    ))
    .unwrap();
    let (units, mut all) = (units(), known());
    all.extend(old.own_series.clone());
    let against = Against {
        plans: std::slice::from_ref(&old),
        series: &all,
        units: &units,
        old: Some(&old),
    };
    let with = |draft: &Draft, kept: u32| {
        let numbers = |id: &crate::model::IndicatorId| id.no == kept;
        let taken = Taken {
            plan: &|_| false,
            figures: &|_| false,
            numbers: &numbers,
            left: &|_| false,
        };
        let head = DocumentHead::of_plan(&old);
        draft.read(&against).plan(&head, draft, &against, taken)
    };
    let mut renumbered = Draft::of_plan(&old);
    let no = renumbered.column(Role::No).unwrap();
    renumbered.set_cell(0, no, "7".to_owned());
    assert!(
        with(&renumbered, 1).unwrap_err()[0]
            .reason
            .contains("改号会丢下")
    );
    assert!(
        with(&renumbered, 7).unwrap_err()[0]
            .reason
            .contains("换一个序号")
    );
    assert!(with(&renumbered, 2).is_ok());
    // A row removed and another put in its place under its number.
    let mut replaced = Draft::of_plan(&old);
    replaced.rows[0].was = None;
    assert!(with(&replaced, 1).is_err());
    assert!(with(&replaced, 2).is_ok());
}

#[test]
fn a_new_row_never_takes_up_the_figures_of_one_removed() {
    let draft = of_tsv("指标名称\t单位\t2027年目标\n甲\t亿元\t3\n");
    let (units, series) = (units(), known());
    let against = Against {
        plans: &[],
        series: &series,
        units: &units,
        old: None,
    };
    let head = DocumentHead {
        title: "规划".to_owned(),
        year: "2024".to_owned(),
        ..DocumentHead::default()
    };
    let with = |has: &dyn Fn(&SeriesId) -> bool| {
        let taken = Taken {
            plan: &|_| false,
            figures: has,
            numbers: &|_| false,
            left: &|_| false,
        };
        draft
            .read(&against)
            .plan(&head, &draft, &against, taken)
            .unwrap()
    };
    let free = with(&|_| false).indicators[0].series.clone();
    let other = with(&|id| *id == free).indicators[0].series.clone();
    assert_ne!(free, other);
}

#[test]
fn a_block_pasted_into_a_draft_fills_it_and_grows_it() {
    let mut draft = Draft::blank(2023, 2027, 1);
    let grid = Grid::from_tsv("甲\t家\t1\t2\n乙\t家\t3\t4\n").unwrap();
    assert_eq!(draft.paste((0, 1), &grid), 0);
    assert_eq!(draft.rows.len(), 2);
    assert_eq!(made(&draft).unwrap().indicators.len(), 2);
    assert_eq!(draft.paste((0, 9), &grid), 6);
    draft.insert_row(0);
    draft.remove_row(0);
    assert_eq!(draft.move_row(1, true), 1);
    assert_eq!(draft.move_row(1, false), 0);
    draft.add_column(Column::new(Role::Target, Some(2030)));
    draft.set_cell(0, 10, "9".to_owned());
    assert_eq!(made(&draft).unwrap().indicators[0].targets.len(), 2);
    draft.remove_column(10);
    assert_eq!(made(&draft).unwrap().indicators[0].targets.len(), 1);
}

/// Anything that may stand in a cell of a table of targets.
fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9一二≥≤超约累计前位以上左右%万亿元家\\[\\]()（）.,*—\\-年 ]{0,10}",
        "(序号|指标名称|单位|2023年|2027年目标|目标值|责任单位|领域|属性|方向|备注|牵头单位)",
        ".{0,12}",
    ]
}

proptest! {
    #[test]
    fn any_target_is_read_without_harm_and_no_number_is_invented(text in any_cell()) {
        if let Ok(Some(reading)) = read_target(&text, "家", &units())
            && let (Bound::Exactly(_) | Bound::AtLeast(_) | Bound::AtMost(_) | Bound::About(_)
                | Bound::MoreThan(_), Some(value)) = (&reading.bound, reading.bound.value())
        {
            let digits = |text: &str| -> String {
                let ascii = text.chars().map(|c| match c {
                    '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap(),
                    _ => c,
                });
                ascii.filter(char::is_ascii_digit).collect()
            };
            // Sizes (万, 亿) only move the point.
            let kept = |text: String| text.trim_start_matches('0').trim_end_matches('0').to_owned();
            prop_assert_eq!(kept(digits(&value.to_string())), kept(digits(&text)), "{}", text);
        }
    }

    #[test]
    fn any_table_is_read_without_harm(
        cells in prop::collection::vec(prop::collection::vec(any_cell(), 1..7), 1..9)
    ) {
        let text = crate::exchange::tsv::write(&cells);
        if let Ok(grid) = Grid::from_tsv(&text) {
            let draft = Draft::of_grid(&grid);
            let reading = read(&draft);
            prop_assert_eq!(reading.rows.len(), draft.rows.len());
            for (read, row) in reading.rows.iter().zip(&draft.rows) {
                prop_assert_eq!(read.cells.len(), row.cells.len());
                prop_assert_eq!(row.cells.len(), draft.columns.len());
            }
            // A plan is made just where nothing is left that is not understood.
            let is_whole = reading.wrong() == 0 && reading.indicators() > 0;
            if let Ok(plan) = made(&draft) {
                prop_assert!(is_whole);
                prop_assert_eq!(plan.indicators.len(), reading.indicators());
            }
        }
    }

    #[test]
    fn a_bound_printed_is_read_back(digits in "[1-9][0-9]{0,5}(\\.[0-9]{1,3})?", which in 0..5usize) {
        let value: Decimal = digits.parse().unwrap();
        let bound = [
            Bound::Exactly(value), Bound::AtLeast(value), Bound::AtMost(value),
            Bound::About(value), Bound::MoreThan(value),
        ][which].clone();
        let reading = read_target(&bound.text(), "家", &units()).unwrap().unwrap();
        prop_assert_eq!(format!("{:?}", reading.bound), format!("{bound:?}"));
    }
}
