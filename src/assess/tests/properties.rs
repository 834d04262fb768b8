//! What must hold for all inputs.

use proptest::prelude::*;

use super::*;
use crate::assess::rollup::Tally;

const BASE_YEAR: Year = 2020;

/// A value such as people enter, seldom one at the end of what can be entered.
fn value() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        6 => (-1_000_000_i64..1_000_000, 0_u32..4).prop_map(|(n, scale)| Decimal::new(n, scale)),
        2 => (1_i64..1000).prop_map(Decimal::from),
        1 => prop::sample::select(vec![
            Decimal::ZERO,
            Decimal::ONE_HUNDRED,
            Decimal::new(1, 28),
            Decimal::MAX,
            Decimal::MIN,
        ]),
    ]
}

fn bound() -> impl Strategy<Value = Bound> {
    prop_oneof![
        6 => value().prop_map(Bound::Exactly),
        1 => value().prop_map(Bound::AtLeast),
        1 => value().prop_map(Bound::MoreThan),
        1 => value().prop_map(Bound::AtMost),
        1 => value().prop_map(Bound::About),
        1 => (1_u32..50).prop_map(Bound::RankWithin),
        1 => Just(Bound::Masked("**".to_owned())),
        1 => Just(Bound::FullCoverage),
    ]
}

/// A whole case, owning what it needs.
#[derive(Clone, Debug)]
struct Whole {
    kind: Kind,
    direction: Direction,
    targets: Vec<Target>,
    baseline: Option<Baseline>,
    origin: Option<Year>,
    actuals: Vec<(Year, Decimal)>,
    entry: CumulativeEntry,
    year: Year,
}

fn whole() -> impl Strategy<Value = Whole> {
    let targets = prop::collection::vec((2018..2032_i32, bound()), 0..4);
    let baseline = prop::option::weighted(0.8, (2017..2026_i32, value()));
    let actuals = prop::collection::vec((2016..2033_i32, value()), 0..14);
    (
        prop::sample::select(Kind::ALL.to_vec()),
        prop::sample::select(vec![Up, Down]),
        targets,
        baseline,
        prop::option::of(Just(BASE_YEAR)),
        actuals,
        prop::sample::select(vec![CumulativeEntry::Running, CumulativeEntry::Annual]),
        2016..2033_i32,
    )
        .prop_map(
            |(kind, direction, targets, baseline, origin, actuals, entry, year)| Whole {
                kind,
                direction,
                targets: targets
                    .into_iter()
                    .map(|(year, bound)| Target { year, bound })
                    .collect(),
                baseline: baseline.map(|(year, value)| Baseline { year, value }),
                origin,
                actuals,
                entry: if kind == Kind::Cumulative {
                    entry
                } else {
                    CumulativeEntry::Running
                },
                year,
            },
        )
}

/// One with an actual in each year from 2021 and a numeric target in 2027, as most are.
fn judgeable() -> impl Strategy<Value = Whole> {
    let numeric = bound().prop_filter("a number", |bound| bound.value().is_some());
    let actuals = prop::collection::vec(value(), 1..10);
    (whole(), numeric, actuals, prop::bool::weighted(0.8)).prop_map(
        |(mut case, bound, actuals, is_alone)| {
            if is_alone {
                case.targets.clear();
            }
            case.targets.retain(|target| target.year < 2027);
            case.targets.push(Target { year: 2027, bound });
            if let Some(baseline) = &mut case.baseline {
                baseline.year = BASE_YEAR;
            }
            case.actuals = (BASE_YEAR + 1..).zip(actuals).collect();
            case.year = case.actuals.last().map_or(BASE_YEAR, |(year, _)| *year);
            case
        },
    )
}

/// One whose values have digits enough to spare for arithmetic without rounding.
fn common() -> impl Strategy<Value = Whole> {
    judgeable().prop_map(|mut case| {
        let most = Decimal::from(10_000_000);
        let is_common = |value: &Decimal| value.abs() < most && value.scale() < 10;
        case.actuals
            .iter_mut()
            .map(|(_, value)| value)
            .chain(case.baseline.iter_mut().map(|baseline| &mut baseline.value))
            .filter(|value| !is_common(value))
            .for_each(|value| *value = Decimal::ONE_THOUSAND);
        case.targets
            .retain(|target| target.bound.value().is_some_and(|value| is_common(&value)));
        case
    })
}

impl Whole {
    fn assess(&self, method: Method) -> Assessment {
        assess(
            &Case {
                kind: self.kind,
                mean_over_years: false,
                direction: self.direction,
                targets: (&self.targets[..]).into(),
                baseline: self.baseline,
                origin: self.origin,
                actuals: Actuals::new(self.actuals.iter().copied(), self.entry),
                year: self.year,
                limits: Limits::default(),
            },
            method,
        )
    }

    /// The direction that counts: lower where a rank or an upper limit is asked for.
    fn wanted(&self) -> Direction {
        let last = self.targets.iter().max_by_key(|target| target.year);
        match last.map(|target| &target.bound) {
            Some(Bound::RankWithin(_) | Bound::AtMost(_)) => Down,
            _ => self.direction,
        }
    }

    /// With every value in another unit; a rank has none.
    fn in_unit(&self, factor: Decimal) -> Self {
        let mut scaled = self.clone();
        for target in &mut scaled.targets {
            match &mut target.bound {
                Bound::AtLeast(v)
                | Bound::MoreThan(v)
                | Bound::AtMost(v)
                | Bound::About(v)
                | Bound::Exactly(v) => *v *= factor,
                Bound::RankWithin(_)
                | Bound::FullCoverage
                | Bound::Qualitative(_)
                | Bound::Masked(_) => {}
            }
        }
        if let Some(baseline) = &mut scaled.baseline {
            baseline.value *= factor;
        }
        for (_, value) in &mut scaled.actuals {
            *value *= factor;
        }
        scaled
    }

    fn values(&self) -> impl Iterator<Item = Decimal> {
        let targets = self.targets.iter().filter_map(|t| t.bound.value());
        let actuals = self.actuals.iter().map(|(_, value)| *value);
        let baseline = self.baseline.map(|b| b.value);
        targets.chain(actuals).chain(baseline)
    }

    fn has_zero(&self) -> bool {
        self.values().any(|value| value.is_zero())
    }
}

fn figures(result: &Assessment) -> impl Iterator<Item = f64> {
    let forecast = result.forecast;
    let own = [
        result.completion,
        result.progress,
        result.schedule,
        result.gap_pp,
        result.ratio,
        result.projected,
        result.score,
        result.required_growth,
        result.best_growth,
        forecast.map(|f| f.value),
        forecast.and_then(|f| f.low),
        forecast.and_then(|f| f.high),
    ];
    let path = result.path.iter().flat_map(|path| &path.points);
    own.into_iter()
        .flatten()
        .chain(path.map(|(_, value)| *value))
}

/// A value as far along as the path, as near as a decimal comes to it.
fn decimal_of(value: f64) -> Decimal {
    use rust_decimal::prelude::FromPrimitive as _;
    Decimal::from_f64(value).unwrap()
}

proptest! {
    #[test]
    fn no_input_panics_or_yields_what_is_no_number(case in prop_oneof![whole(), judgeable()]) {
        for method in Method::ALL {
            let result = case.assess(method);
            prop_assert!(figures(&result).all(f64::is_finite), "{method:?} {result:?}");
            for step in &result.trace {
                for text in [&step.formula, &step.substituted, &step.result] {
                    let is_number = !text.contains("NaN") && !text.contains("inf");
                    prop_assert!(is_number, "{method:?} {step:?}");
                }
            }
            prop_assert!(!result.reason.sentence().is_empty());
            if result.grade == Grade::Achieved {
                prop_assert_eq!(result.required_growth, None);
            }
        }
    }

    /// Every method, in the year judged. Every method but the trend also where an earlier actual
    /// is raised: who stood higher before has risen less since, and a trend measures the rise.
    #[test]
    fn a_better_actual_never_has_a_worse_grade(
        case in common(),
        by in 0_i64..1_000_000,
        scale in 0_u32..4,
        which in any::<prop::sample::Index>(),
    ) {
        let step = Decimal::new(by, scale);
        let step = if case.wanted() == Up { step } else { -step };
        let last = case.actuals.len() - 1;
        for index in [last, which.index(last + 1)] {
            let mut better = case.clone();
            better.actuals[index].1 += step;
            for method in Method::ALL {
                if method == Method::Trend && index != last {
                    continue;
                }
                let before = case.assess(method);
                let after = better.assess(method);
                if before.grade.is_assessed() && after.grade.is_assessed() {
                    prop_assert!(
                        after.grade <= before.grade,
                        "{method:?}: {:?} became {:?}\n{before:?}\n{after:?}",
                        before.grade,
                        after.grade
                    );
                }
            }
        }
    }

    /// Every method but those that name a number of their own: `cagr` has 0.001 for zero, `un` one
    /// percentage point at the ends of a share's scale.
    #[test]
    fn another_unit_changes_no_grade(case in common(), factor in 2_i64..100, scale in 0_u32..3) {
        prop_assume!(!case.targets.iter().any(|t| matches!(t.bound, Bound::RankWithin(_))));
        let scaled = case.in_unit(Decimal::new(factor, scale));
        for method in Method::ALL {
            let names_a_number = match method {
                Method::Cagr => case.has_zero(),
                Method::Un => case.kind == Kind::Ratio,
                _ => false,
            };
            if !names_a_number {
                let (before, after) = (case.assess(method), scaled.assess(method));
                prop_assert_eq!(before.grade, after.grade, "{:?} {:?}", method, before);
                let foretold = |result: &Assessment| result.forecast.map(|f| f.grade);
                prop_assert_eq!(foretold(&before), foretold(&after));
            }
        }
    }

    /// On the straight path the schedule and the trend, on the path of constant growth the others;
    /// `achievement` knows no time, and so no path.
    #[test]
    fn whoever_is_on_the_path_is_on_track_every_year(
        kind in prop::sample::select(Kind::ALL.into_iter().filter(|k| *k != Kind::Milestone).collect::<Vec<_>>()),
        base in 1_i64..100_000,
        end in 1_i64..100_000,
        interim in prop::option::of((2021..2027_i32, 1_i64..100_000)),
    ) {
        prop_assume!(base != end);
        let mut case = Whole {
            kind,
            direction: if end > base { Up } else { Down },
            targets: vec![Target { year: 2027, bound: Bound::Exactly(end.into()) }],
            baseline: Some(Baseline { year: BASE_YEAR, value: base.into() }),
            origin: None,
            actuals: Vec::new(),
            entry: CumulativeEntry::Running,
            year: BASE_YEAR,
        };
        let is_bent = interim.is_some();
        case.targets.extend(interim.map(|(year, value)| Target {
            year,
            bound: Bound::Exactly(value.into()),
        }));
        for method in [Method::Schedule, Method::ScheduleGeometric, Method::Cagr, Method::Un, Method::Trend] {
            let paths_bend = matches!(method, Method::Schedule | Method::ScheduleGeometric);
            let has_growth = growth_is_for(kind, method);
            if (is_bent && !paths_bend) || !has_growth {
                continue;
            }
            case.actuals.clear();
            for year in BASE_YEAR + 1..2027 {
                case.year = year;
                case.actuals.push((year, base.into()));
                // The path does not depend on the actual.
                let path = if method == Method::Trend { Method::Schedule } else { method };
                let path = if paths_bend || method == Method::Trend { path } else { Method::ScheduleGeometric };
                let on_path = case.path_value(path, year);
                case.actuals.last_mut().unwrap().1 = on_path;
                let result = case.assess(method);
                let is_met = result.grade == Grade::Achieved;
                let waits = matches!(result.reason, Reason::TooShort | Reason::TooFewPoints(_));
                // An interim target beyond the last one meets it early.
                prop_assert!(
                    result.grade == Grade::OnTrack || (is_met && is_bent) || waits
                        || (kind == Kind::Maintain && is_bent),
                    "{method:?} {year} {result:?}"
                );
            }
        }
    }

    #[test]
    fn counts_of_grades_add_up(cases in prop::collection::vec(prop_oneof![whole(), judgeable()], 0..30)) {
        for method in Method::ALL {
            let tally = Tally::of(cases.iter().map(|case| case.assess(method).grade));
            prop_assert_eq!(tally.total(), cases.len());
            let parts: usize = Grade::ALL.iter().map(|grade| tally.count(*grade)).sum();
            prop_assert_eq!(parts, cases.len());
            prop_assert_eq!(tally.on_schedule() + tally.lagging(), tally.assessed());
        }
    }
}

/// Whether a growth rate means anything for a kind; the UN takes shares as well.
fn growth_is_for(kind: Kind, method: Method) -> bool {
    match method {
        Method::Schedule | Method::Trend | Method::Achievement => true,
        Method::Un if kind == Kind::Ratio => true,
        _ => !matches!(
            kind,
            Kind::Ratio | Kind::Gap | Kind::Growth | Kind::Rank | Kind::Milestone
        ),
    }
}

impl Whole {
    /// What the path of a method stands at, taken from amounts, which every path is for.
    fn path_value(&self, method: Method, year: Year) -> Decimal {
        let amounts = Self {
            kind: Kind::Flow,
            ..self.clone()
        };
        let path = amounts.assess(method).path.unwrap();
        decimal_of(path.value_at(year).unwrap())
    }
}
