//! Dialogs in which an analyst decides how an indicator is judged: a grade by hand, a rule of its own,
//! interim targets. What is typed is kept until it is accepted, so that Escape loses no sentence.

use egui::{Id, Key, Response, TextEdit, Ui, vec2};

use super::Commands;
use super::adjust::AdjustState;
use super::dialogs::{answer, title};
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{fact, link, rule, segments};
use crate::app::board::Row;
use crate::app::decide::{self, DecisionError};
use crate::app::{App, Command, Document};
use crate::assess::{self, Grade};
use crate::model::{
    Edit, Indicator, IndicatorId, InterimTarget, Limits, Method, Plan, format_number, parse_number,
    parse_year,
};

const WIDTH: f32 = 640.0;

/// What is being typed in a dialog.
#[derive(Debug, Default)]
pub(super) struct DecisionState {
    draft: Option<Draft>,
    /// What is being typed about a change of targets.
    pub(super) adjust: AdjustState,
}

#[derive(Debug)]
struct Draft {
    /// Which dialog, of which indicator, at which state of the workspace.
    of: (What, IndicatorId, u64),
    grade: Option<Grade>,
    method: Method,
    has_limits: bool,
    limits: [String; 3],
    words: String,
    year: String,
    value: String,
    error: Option<String>,
    /// What other documents offer as interim targets.
    offers: Vec<InterimTarget>,
    is_new: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Judge,
    OwnRule,
    Interim,
}

/// What a dialog is about.
#[derive(Clone, Copy)]
struct About<'a> {
    app: &'a App,
    document: &'a Document,
    plan: &'a Plan,
    indicator: &'a Indicator,
    row: &'a Row,
}

impl<'a> About<'a> {
    fn of(app: &'a App, id: &IndicatorId) -> Option<Self> {
        let (document, plan, board) = app.shown()?;
        Some(Self {
            app,
            document,
            plan,
            indicator: plan.indicator(id.no)?,
            row: board.any_row(id)?,
        })
    }
}

impl About<'_> {
    fn offers(&self) -> Vec<InterimTarget> {
        decide::offers(
            self.app.catalog().plans(),
            self.document.workspace(),
            self.plan,
            self.indicator,
        )
    }
}

impl DecisionState {
    /// The draft of this dialog, begun anew where it is of something else.
    fn draft(&mut self, what: What, about: About<'_>) -> &mut Draft {
        let of = (what, about.row.id.clone(), about.document.revision());
        if self.draft.as_ref().is_some_and(|draft| draft.of != of) {
            self.draft = None;
        }
        self.draft.get_or_insert_with(|| Draft::new(of, about))
    }
}

impl Draft {
    fn new(of: (What, IndicatorId, u64), about: About<'_>) -> Self {
        let own = about.document.workspace().settings.own_rules.get(&of.1);
        let limits = about.row.rule.limits;
        let hand = about.row.assessment.by_hand.as_ref();
        let what = of.0;
        let words = match what {
            What::OwnRule => own.map_or_else(String::new, |own| own.reason.clone()),
            What::Judge | What::Interim => String::new(),
        };
        Self {
            of,
            grade: hand.map(|hand| hand.grade),
            method: about.row.rule.method,
            has_limits: own.is_some_and(|own| own.limits.is_some()),
            limits: [limits.ahead, limits.on_track, limits.behind].map(|limit| limit.to_string()),
            words,
            year: String::new(),
            value: String::new(),
            error: None,
            offers: match what {
                What::Interim => about.offers(),
                What::Judge | What::OwnRule => Vec::new(),
            },
            is_new: true,
        }
    }

    /// Sends the change, or says why there is none.
    fn take(&mut self, made: Result<Edit, String>, commands: &mut Commands) {
        match made {
            Ok(edit) => {
                self.error = None;
                commands.push(Command::Edit(edit));
                commands.push(Command::CloseDialog);
            }
            Err(error) => self.error = Some(error),
        }
    }
}

/// Asks for a grade by hand.
pub(super) fn judge(
    ui: &mut Ui,
    app: &App,
    id: &IndicatorId,
    state: &mut DecisionState,
    commands: &mut Commands,
) {
    let Some(about) = About::of(app, id) else {
        return commands.push(Command::CloseDialog);
    };
    let draft = state.draft(What::Judge, about);
    let assessment = &about.row.assessment;
    ui.set_width(WIDTH);
    title(ui, &format!("人工评定：{}", about.indicator.name));
    ui.spacing_mut().item_spacing.y = 6.0;
    fact(ui, "评定年度", &format!("{} 年", assessment.year));
    if let Some(target) = &assessment.target {
        let unit = match target.bound.value() {
            Some(_) => about.indicator.unit.as_str(),
            None => "",
        };
        let words = format!("{} 年 {} {unit}", target.year, target.bound.text());
        fact(ui, "目标", words.trim_end());
    }
    let actual = assessment.actual.map_or_else(
        || "未填".to_owned(),
        |value| format!("{} {}", format_number(value), about.indicator.unit),
    );
    fact(ui, "实际值", actual.trim_end());
    let (word, reason) = match &assessment.by_hand {
        Some(hand) => (hand.computed_word, &hand.computed_reason),
        None => (assessment.word, &assessment.reason),
    };
    fact(ui, "计算结果", &format!("{word}（{}）", reason.sentence()));
    if let Some(hand) = &assessment.by_hand {
        let words = format!(
            "{}，{}：{}",
            hand.grade.choice(),
            hand.signature(),
            hand.judged.why
        );
        fact(ui, "现为", &words);
    }
    ui.add_space(space::XS);
    label(ui, "评价");
    let choices = Grade::ALL.map(|grade| (grade, grade.choice()));
    if let Some(grade) = segments(ui, "评价", draft.grade, &choices) {
        draft.grade = Some(grade);
        draft.error = None;
        // The reason comes next, whoever chose with the mouse types on.
        draft.is_new = true;
    }
    let entered = words_field(
        ui,
        draft,
        "理由",
        "例如：现场核查已完成主体工程，据市商务局函",
    );
    remark(
        ui,
        "评定人、时间和当时的数值一并记下；计算结果仍显示在旁。实际值、年度或计算结果变化后会提示复核。",
    );
    error(ui, draft);
    match answer(ui, "评定", &["取消"]) {
        Some(1) => commands.push(Command::CloseDialog),
        Some(_) => take_grade(about, draft, commands),
        None if entered => take_grade(about, draft, commands),
        None => {}
    }
}

fn take_grade(about: About<'_>, draft: &mut Draft, commands: &mut Commands) {
    let made = draft.grade.ok_or(DecisionError::NoGrade).and_then(|grade| {
        decide::judge(
            about.document.workspace(),
            &about.row.id,
            &about.row.assessment,
            grade,
            &draft.words,
            about.app.decider(),
        )
    });
    draft.take(made.map_err(|error| error.to_string()), commands);
}

/// Asks for a rule of an indicator's own.
pub(super) fn own_rule(
    ui: &mut Ui,
    app: &App,
    id: &IndicatorId,
    state: &mut DecisionState,
    commands: &mut Commands,
) {
    let Some(about) = About::of(app, id) else {
        return commands.push(Command::CloseDialog);
    };
    let draft = state.draft(What::OwnRule, about);
    ui.set_width(WIDTH);
    title(ui, &format!("单独规则：{}", about.indicator.name));
    ui.spacing_mut().item_spacing.y = 6.0;
    fact(ui, "台账规则", &about.document.workspace().rule().words());
    ui.add_space(space::XS);
    label(ui, "评价方法");
    let choices = Method::ALL.map(|method| (method, method.word()));
    if let Some(method) = segments(ui, "评价方法", Some(draft.method), &choices) {
        draft.method = method;
        draft.error = None;
    }
    if let Some(words) = decide::refusal(draft.method, about.indicator) {
        warn(ui, &words);
    }
    label(ui, "评价界限");
    if draft.method.has_own_limits() {
        let limits = assess::rule(draft.method, &about.row.rule.limits);
        remark(ui, &format!("由方法规定：{limits}"));
    } else {
        limits_fields(ui, draft);
    }
    let entered = words_field(ui, draft, "理由", "例如：逐年波动大，按趋势判断更稳妥");
    error(ui, draft);
    let others: &[&str] = if about.row.has_own_rule {
        &["取消", "恢复台账规则"]
    } else {
        &["取消"]
    };
    match answer(ui, "采用", others) {
        Some(0) => take_rule(about, draft, commands),
        Some(1) => commands.push(Command::CloseDialog),
        Some(_) => {
            let made = decide::common_rule(about.document.workspace(), &about.row.id);
            draft.take(made.map_err(|error| error.to_string()), commands);
        }
        None if entered => take_rule(about, draft, commands),
        None => {}
    }
}

fn limits_fields(ui: &mut Ui, draft: &mut Draft) {
    let choices = [(false, "沿用台账"), (true, "单独设定")];
    if let Some(own) = segments(ui, "评价界限", Some(draft.has_limits), &choices) {
        draft.has_limits = own;
        draft.error = None;
    }
    if !draft.has_limits {
        return;
    }
    ui.horizontal(|ui| {
        let names = ["快于预期 ≥", "基本符合预期 ≥", "滞后 ≥"];
        for (name, typed) in names.into_iter().zip(&mut draft.limits) {
            let label = ui.label(text(name, regular(size::SMALL), Tokens::of(ui).text));
            let field = TextEdit::singleline(typed)
                .id(Id::unique(("own limits", name)))
                .desired_width(60.0)
                .margin(vec2(8.0, 5.0));
            if ui.add(field).labelled_by(label.id).changed() {
                draft.error = None;
            }
        }
    });
}

fn take_rule(about: About<'_>, draft: &mut Draft, commands: &mut Commands) {
    let is_used = draft.has_limits && !draft.method.has_own_limits();
    let limits = is_used.then(|| Limits::parse(&draft.limits.join(",")));
    let made = limits
        .transpose()
        .map_err(DecisionError::from)
        .and_then(|limits| {
            decide::own_rule(
                &about.row.id,
                draft.method,
                limits,
                &draft.words,
                about.app.decider(),
            )
        });
    draft.take(made.map_err(|error| error.to_string()), commands);
}

/// Asks for interim targets, and shows those chosen.
pub(super) fn interim(
    ui: &mut Ui,
    app: &App,
    id: &IndicatorId,
    state: &mut DecisionState,
    commands: &mut Commands,
) {
    let Some(about) = About::of(app, id) else {
        return commands.push(Command::CloseDialog);
    };
    let draft = state.draft(What::Interim, about);
    ui.set_width(WIDTH);
    title(ui, &format!("中期目标：{}", about.indicator.name));
    ui.spacing_mut().item_spacing.y = 6.0;
    remark(
        ui,
        "选定后，序时进度按基期、中期目标、目标逐段计算。别的文件为同一口径定的目标，由你决定是否用在这里。",
    );
    for target in about.document.workspace().interim_of(id) {
        if interim_line(ui, about, target, "不再采用") {
            let edit = decide::drop_interim(about.document.workspace(), id, target.year);
            commands.extend(edit.ok().map(Command::Edit));
        }
    }
    if !draft.offers.is_empty() {
        rule(ui);
        label(ui, "别的文件为同一口径定的目标");
    }
    for offer in &draft.offers {
        if interim_line(ui, about, offer, "采用此目标") {
            let workspace = about.document.workspace();
            let edit = decide::choose_interim(workspace, about.plan, about.indicator, offer);
            commands.extend(edit.ok().map(Command::Edit));
        }
    }
    rule(ui);
    ui.horizontal(|ui| {
        short_field(ui, "年份", &mut draft.year, 70.0);
        short_field(ui, "数值", &mut draft.value, 120.0);
        ui.label(text(
            &about.indicator.unit,
            regular(size::SMALL),
            Tokens::of(ui).text_weak,
        ));
    });
    let value = parse_number(&draft.value).ok();
    let workspace = about.document.workspace();
    let off =
        value.and_then(|value| decide::off_the_way(workspace, about.plan, about.indicator, value));
    if let Some(words) = off {
        warn(ui, &words);
    }
    let entered = words_field(ui, draft, "出处", "例如：“十五五”规划纲要 专栏2");
    error(ui, draft);
    match answer(ui, "采用", &["关闭"]) {
        Some(1) => commands.push(Command::CloseDialog),
        Some(_) => take_interim(about, draft, commands),
        None if entered => take_interim(about, draft, commands),
        None => {}
    }
}

/// A target with its source and what can be done with it; answers whether that was asked for.
fn interim_line(ui: &mut Ui, about: About<'_>, target: &InterimTarget, words: &str) -> bool {
    ui.horizontal(|ui| {
        let line = format!(
            "{} 年 {} {}（{}）",
            target.year,
            format_number(target.value),
            about.indicator.unit,
            target.source
        );
        ui.label(text(line, regular(size::SMALL), Tokens::of(ui).text));
        link(ui, words).clicked()
    })
    .inner
}

fn take_interim(about: About<'_>, draft: &mut Draft, commands: &mut Commands) {
    let read = || {
        let year = parse_year(&draft.year).map_err(|error| error.to_string())?;
        let value = parse_number(&draft.value).map_err(|error| format!("数值：{error}"))?;
        let target = InterimTarget {
            year,
            value,
            source: draft.words.clone(),
        };
        decide::choose_interim(
            about.document.workspace(),
            about.plan,
            about.indicator,
            &target,
        )
        .map_err(|error| error.to_string())
    };
    let made = read();
    draft.take(made, commands);
}

fn label(ui: &mut Ui, words: &str) -> Response {
    ui.label(text(words, bold(size::SMALL), Tokens::of(ui).text))
}

fn remark(ui: &mut Ui, words: &str) {
    let words = text(words, regular(size::SMALL), Tokens::of(ui).text_weak);
    ui.add(egui::Label::new(words).wrap());
}

/// What to know before accepting, which does not stand in the way of it.
fn warn(ui: &mut Ui, words: &str) {
    let words = text(words, regular(size::SMALL), Tokens::of(ui).error);
    ui.add(egui::Label::new(words).wrap());
}

fn error(ui: &mut Ui, draft: &Draft) {
    if let Some(error) = &draft.error {
        let words = text(error, regular(size::SMALL), Tokens::of(ui).error);
        ui.add(egui::Label::new(words).wrap());
    }
}

/// The field for words; answers whether Enter ended it. It has the keyboard first where nothing is to
/// be chosen before it.
fn words_field(ui: &mut Ui, draft: &mut Draft, name: &str, hint: &str) -> bool {
    let label = label(ui, name);
    let field = TextEdit::singleline(&mut draft.words)
        .id(Id::unique(("decision", name)))
        .hint_text(hint)
        .desired_width(ui.available_width() - 16.0)
        .margin(vec2(8.0, 6.0));
    let response = ui.add(field).labelled_by(label.id);
    if response.changed() {
        draft.error = None;
    }
    if std::mem::take(&mut draft.is_new) {
        response.request_focus();
    }
    response.lost_focus() && ui.ctx().input(|i| i.key_pressed(Key::Enter))
}

fn short_field(ui: &mut Ui, name: &str, typed: &mut String, width: f32) -> Response {
    let label = label(ui, name);
    let field = TextEdit::singleline(typed)
        .id(Id::unique(("decision", name)))
        .desired_width(width)
        .margin(vec2(8.0, 5.0));
    ui.add(field).labelled_by(label.id)
}
