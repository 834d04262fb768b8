//! Which column of a table holds what, by the words of its head.

use super::grid::Grid;
use crate::model::{Year, parse_year};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The row's number.
    No,
    /// The indicator's name.
    Name,
    /// Its measurement unit.
    Unit,
    /// The section it belongs to.
    Theme,
    /// The value progress counts from.
    Baseline,
    /// The year of that value, where each row has its own.
    BaselineYear,
    /// What is to be reached.
    Target,
    /// The year of that, where each row has its own.
    TargetYear,
    /// All responsible units, the lead first.
    Units,
    /// The lead unit alone.
    Lead,
    /// The units that take part.
    Others,
    /// The kind of the indicator; 约束性 and 预期性 are kept as a remark.
    Kind,
    /// Which way is better.
    Direction,
    /// Where it stands in the document.
    Locator,
    /// A remark.
    Note,
    /// Nothing that is taken.
    Ignored,
}

impl Role {
    /// Every role, in the order of menus.
    pub const ALL: [Self; 16] = [
        Self::No,
        Self::Name,
        Self::Unit,
        Self::Theme,
        Self::Baseline,
        Self::BaselineYear,
        Self::Target,
        Self::TargetYear,
        Self::Units,
        Self::Lead,
        Self::Others,
        Self::Kind,
        Self::Direction,
        Self::Locator,
        Self::Note,
        Self::Ignored,
    ];

    /// Its Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::No => "序号",
            Self::Name => "指标名称",
            Self::Unit => "单位",
            Self::Theme => "中心（领域）",
            Self::Baseline => "基期值",
            Self::BaselineYear => "基期年份",
            Self::Target => "目标值",
            Self::TargetYear => "目标年份",
            Self::Units => "责任单位",
            Self::Lead => "牵头单位",
            Self::Others => "配合单位",
            Self::Kind => "属性",
            Self::Direction => "方向",
            Self::Locator => "出处",
            Self::Note => "备注",
            Self::Ignored => "不收取",
        }
    }

    /// Whether a column of it is of one year.
    #[must_use]
    pub fn has_year(self) -> bool {
        matches!(self, Self::Baseline | Self::Target)
    }

    /// Whether a table may have several columns of it.
    #[must_use]
    pub fn may_repeat(self) -> bool {
        matches!(
            self,
            Self::Target | Self::Note | Self::Ignored | Self::Others
        )
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head as it stands, rows of it joined by blanks.
    pub head: String,
    /// What it holds.
    pub role: Role,
    /// Of which year, where that is told.
    pub year: Option<Year>,
    /// Why this is only a guess; none where the head says it or the user has chosen it.
    pub guess: Option<String>,
}

/// Where the head of a table stands, and what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// What stands above it: title, number, 单位：亿元.
    pub above: Vec<String>,
    /// The first row below it.
    pub body: usize,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// How far down the head is looked for.
const DEEPEST: usize = 30;

impl Head {
    /// Whether there is one, rather than columns left to be chosen.
    #[must_use]
    pub fn is_found(&self) -> bool {
        self.body > 0
    }

    /// Finds the head of a table; where there is none every column is left to be chosen.
    #[must_use]
    pub fn of(grid: &Grid) -> Self {
        let is_head = |row: &usize| is_head_row(grid, *row);
        let Some(row) = (0..grid.rows.len().min(DEEPEST)).find(is_head) else {
            return Self {
                above: Vec::new(),
                body: 0,
                columns: guessed_columns(grid),
            };
        };
        let mut first = row;
        while first > 0 && belongs_above(grid, first - 1) {
            first -= 1;
        }
        let mut body = row + 1;
        while body < grid.rows.len() && continues(grid, row, body) {
            body += 1;
        }
        let words: Vec<String> = (0..grid.width())
            .map(|column| head_words(grid, first..body, column))
            .collect();
        let above = (0..first).flat_map(|row| &grid.rows[row]);
        let mut columns: Vec<Column> = words.into_iter().map(column_of).collect();
        settle_years(&mut columns);
        settle_by_content(&mut columns, grid, body);
        settle_twice(&mut columns);
        Self {
            above: above.filter(|cell| !cell.is_empty()).cloned().collect(),
            body,
            columns,
        }
    }
}

/// Whether a row names columns: at least two, one of them what can only be a name or a value.
fn is_head_row(grid: &Grid, row: usize) -> bool {
    let cells = grid.rows[row].iter().filter(|cell| !cell.is_empty());
    let roles: Vec<Role> = cells.filter_map(|cell| Some(told(cell)?.role)).collect();
    let mut kinds = roles.clone();
    kinds.sort_by_key(|role| Role::ALL.iter().position(|known| known == role));
    kinds.dedup();
    let is_named = roles.contains(&Role::Name);
    is_named && kinds.len() >= 2
}

/// Whether the row above a head is a part of it: it has more than a title, and nothing but heads.
fn belongs_above(grid: &Grid, row: usize) -> bool {
    let cells: Vec<(usize, &String)> = grid.rows[row]
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty())
        .collect();
    let Some((first, _)) = cells.first() else {
        return false;
    };
    let is_title = cells.len() == 1 && *first == 0;
    !is_title && cells.iter().all(|(_, cell)| told(cell).is_some())
}

/// Whether a row below the head is a second line of it: nothing but years and heads, below what is
/// joined, or beside nothing.
fn continues(grid: &Grid, head: usize, row: usize) -> bool {
    let mut any = false;
    for (column, cell) in grid.rows[row].iter().enumerate() {
        if cell.is_empty() {
            continue;
        }
        let is_below_join = grid
            .span_at(row, column)
            .is_some_and(|span| span.row <= head && span.row + span.rows > row);
        let Some(told) = told(cell) else {
            return false;
        };
        // A section called 指标 would be no head; a bare year or a value's head under another is.
        let is_year = told.role.has_year() || told.is_bare_year;
        if !is_year && !is_below_join && !grid.at(head, column).is_empty() {
            return false;
        }
        any = true;
    }
    any
}

/// The words of a column's head from top to bottom, each once. What is joined over several columns
/// counts for each; so does what stands left of blanks above a lower line, as joined cells are pasted.
fn head_words(grid: &Grid, rows: std::ops::Range<usize>, column: usize) -> String {
    let mut words: Vec<&str> = Vec::new();
    let last = rows.end - 1;
    for row in rows {
        let own = grid.at(row, column);
        let joined = grid.span_at(row, column);
        let word = if !own.is_empty() {
            own
        } else if let Some(span) = joined {
            grid.at(span.row, span.column)
        } else if row < last && !grid.at(last, column).is_empty() && grid.spans.is_empty() {
            (0..column)
                .rev()
                .map(|left| grid.at(row, left))
                .find(|left| !left.is_empty())
                .filter(|left| told(left).is_some_and(|told| told.role.has_year()))
                .unwrap_or_default()
        } else {
            ""
        };
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" ").replace('\n', "")
}

/// What a head says.
struct Told {
    role: Role,
    year: Option<Year>,
    is_bare_year: bool,
    guess: Option<String>,
}

/// What the words of a head mean, the first that fits: it is one of the words, or holds one of them.
enum Fits {
    Is(&'static [&'static str]),
    Has(&'static [&'static str]),
}

const HEADS: [(Fits, Role); 15] = [
    (
        Fits::Is(&["序号", "编号", "No", "No.", "NO", "no", "项号", "顺序"]),
        Role::No,
    ),
    (
        Fits::Has(&["牵头及配合", "牵头和配合", "责任单位及配合", "主办及协办"]),
        Role::Units,
    ),
    (
        Fits::Has(&["配合", "协同", "协办", "参与", "参加"]),
        Role::Others,
    ),
    (Fits::Has(&["牵头", "主办", "主责"]), Role::Lead),
    (
        Fits::Has(&[
            "责任",
            "负责",
            "主管部门",
            "落实单位",
            "实施单位",
            "完成单位",
        ]),
        Role::Units,
    ),
    (Fits::Is(&["部门"]), Role::Units),
    (
        Fits::Is(&["单位", "计量单位", "指标单位", "度量单位"]),
        Role::Unit,
    ),
    (
        Fits::Has(&["备注", "说明", "注释", "口径", "解释"]),
        Role::Note,
    ),
    (Fits::Is(&["注"]), Role::Note),
    (Fits::Has(&["出处", "依据", "来源", "条款"]), Role::Locator),
    (Fits::Has(&["方向", "正逆", "趋向"]), Role::Direction),
    (Fits::Has(&["属性", "性质", "类型"]), Role::Kind),
    (
        Fits::Has(&[
            "中心",
            "领域",
            "类别",
            "分类",
            "板块",
            "维度",
            "一级指标",
            "大类",
        ]),
        Role::Theme,
    ),
    (Fits::Has(&["目标年份", "目标年度"]), Role::TargetYear),
    (
        Fits::Has(&["目标", "规划值", "计划", "预期", "任务", "指标值"]),
        Role::Target,
    ),
];

/// Words of what happens between years, which is no value of one.
const BETWEEN_YEARS: [&str; 5] = ["年均", "增速", "增长", "增幅", "累计增"];
/// Words of what was.
const BEFORE: [&str; 11] = [
    "基期",
    "基数",
    "基准",
    "基年",
    "现状",
    "完成",
    "实际",
    "实绩",
    "实现值",
    "上年",
    "现值",
];

impl Fits {
    fn fits(&self, plain: &str) -> bool {
        match self {
            Self::Is(words) => words.contains(&plain),
            Self::Has(words) => words.iter().any(|word| plain.contains(word)),
        }
    }
}

/// What the words of a head say; nothing where they are no head that is known.
fn told(head: &str) -> Option<Told> {
    let plain: String = head
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect();
    // A head is short; a long text is a title or a remark.
    if plain.is_empty() || plain.chars().count() > 24 {
        return None;
    }
    let year = year_in(&plain);
    let told = |role, guess: Option<&str>| {
        Some(Told {
            role,
            year,
            is_bare_year: false,
            guess: guess.map(str::to_owned),
        })
    };
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    let known = HEADS.iter().find(|(fits, _)| fits.fits(&plain));
    let known = known.map(|(_, role)| *role);
    let is_value = matches!(known, None | Some(Role::Target | Role::TargetYear));
    if is_value && has(&BETWEEN_YEARS) && !has(&["目标"]) {
        let why = "增速或累计一栏不是某一年的目标；要收请改选含义";
        return told(Role::Ignored, Some(why));
    }
    if is_value && has(&BEFORE) {
        let of_year = year.is_none() && has(&["年份", "年度"]);
        let role = if of_year {
            Role::BaselineYear
        } else {
            Role::Baseline
        };
        return told(role, None);
    }
    if let Some(role) = known {
        return told(role, None);
    }
    if has(&["指标", "名称", "项目"]) {
        return told(Role::Name, None);
    }
    let rest = plain.replace(['年', '(', ')', '（', '）'], "");
    let is_bare_year = year.is_some() && parse_year(&rest).is_ok();
    is_bare_year.then_some(Told {
        role: Role::Target,
        year,
        is_bare_year,
        guess: None,
    })
}

fn column_of(head: String) -> Column {
    let told = told(&head);
    let unknown = || {
        let why = if head.is_empty() {
            "没有表头"
        } else {
            "表头认不出来"
        };
        Some(why.to_owned())
    };
    match told {
        Some(told) => Column {
            role: told.role,
            year: told.year,
            // Whether a bare year is of a target or a baseline is settled among all columns.
            guess: if told.is_bare_year {
                Some("表头只有年份".to_owned())
            } else {
                told.guess
            },
            head,
        },
        None => Column {
            role: Role::Ignored,
            year: None,
            guess: unknown(),
            head,
        },
    }
}

/// A column whose head is a year alone: before all targets it holds baselines, the earliest of several
/// likewise.
fn settle_years(columns: &mut [Column]) {
    let is_bare = |column: &Column| {
        column.role == Role::Target && column.guess.is_some() && column.year.is_some()
    };
    let sure = columns.iter().filter(|c| !is_bare(c));
    let first_target = sure
        .clone()
        .filter(|c| c.role == Role::Target)
        .filter_map(|c| c.year)
        .min();
    let has_baseline = sure.clone().any(|c| c.role == Role::Baseline);
    let has_unyeared_target = sure
        .clone()
        .any(|c| c.role == Role::Target && c.year.is_none());
    let bare: Vec<Year> = columns
        .iter()
        .filter(|c| is_bare(c))
        .filter_map(|c| c.year)
        .collect();
    let earliest = bare.iter().min().copied();
    for column in columns.iter_mut().filter(|c| is_bare(c)) {
        let is_before = match first_target {
            Some(first) => column.year < Some(first),
            None => has_unyeared_target || (bare.len() > 1 && column.year == earliest),
        };
        if is_before && !has_baseline {
            column.role = Role::Baseline;
            column.guess = Some("表头只有年份，早于目标年，按基期值理解".to_owned());
        } else {
            column.guess = Some("表头只有年份，按目标值理解".to_owned());
        }
    }
}

/// A column of years under 基期年 or 目标年 holds years, not values.
fn settle_by_content(columns: &mut [Column], grid: &Grid, body: usize) {
    for (index, column) in columns.iter_mut().enumerate() {
        let other = match column.role {
            Role::Baseline => Role::BaselineYear,
            Role::Target => Role::TargetYear,
            _ => continue,
        };
        let head = column.head.trim_end_matches([')', '）', ' ']);
        let names_year = head.ends_with('年');
        if column.year.is_some() || !names_year {
            continue;
        }
        let cells = grid.rows.iter().skip(body).map(|row| &row[index]);
        let mut filled = cells.filter(|cell| !cell.is_empty()).peekable();
        if filled.peek().is_some() && filled.all(|cell| parse_year(cell).is_ok()) {
            column.role = other;
        }
    }
}

/// Of two columns that say the same only the first counts; a second target of no year or of the same
/// one is left out as well.
fn settle_twice(columns: &mut [Column]) {
    for index in 0..columns.len() {
        let (before, rest) = columns.split_at_mut(index);
        let column = &mut rest[0];
        let is_same = |other: &Column| {
            other.role == column.role && (!column.role.may_repeat() || other.year == column.year)
        };
        let matters = !matches!(column.role, Role::Ignored | Role::Note | Role::Others);
        if matters && before.iter().any(is_same) {
            column.guess = Some(format!("前面已有一列“{}”", column.role.word()));
            column.role = Role::Ignored;
        }
    }
}

/// Without a head: the first column of texts is most likely that of the names; the rest is left to be
/// chosen.
fn guessed_columns(grid: &Grid) -> Vec<Column> {
    let is_words = |cell: &str| {
        let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
        letters * 2 > cell.chars().count() && letters > 2
    };
    let count = |column: usize| {
        let cells = (0..grid.rows.len()).filter(|row| is_words(grid.at(*row, column)));
        cells.count()
    };
    let name = (0..grid.width()).find(|column| count(*column) * 2 > grid.rows.len());
    (0..grid.width())
        .map(|column| {
            let is_name = name == Some(column);
            Column {
                head: String::new(),
                role: if is_name { Role::Name } else { Role::Ignored },
                year: None,
                guess: Some("没有认出表头，请选定这一列的含义".to_owned()),
            }
        })
        .collect()
}

/// The year in a text, where there is just one.
#[must_use]
pub fn year_in(text: &str) -> Option<Year> {
    let mut years = years_in(text);
    let first = years.next()?;
    years.all(|other| other == first).then_some(first)
}

/// Every run of four digits that is a year.
pub fn years_in(text: &str) -> impl Iterator<Item = Year> + use<'_> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| run.len() == 4)
        .filter_map(|run| parse_year(run).ok())
}
