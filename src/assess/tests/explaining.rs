//! The worked examples of 方法说明 come out as METHODS prints them.

use super::explain::{ABOVE_ALL, BESIDE, explain};
use super::*;

#[test]
fn each_example_comes_out_as_printed() {
    let ratio = |method: Method| {
        let explanation = explain(method, &Limits::default());
        explanation.example.assess(method)
    };
    let schedule = ratio(Method::Schedule);
    near(schedule.ratio, 0.90, 1e-12);
    assert_eq!(schedule.grade, Grade::OnTrack);
    near(ratio(Method::ScheduleGeometric).ratio, 1.021, 6e-4);
    let cagr = ratio(Method::Cagr);
    near(cagr.ratio, 0.9451, 6e-5);
    assert_eq!(cagr.method_grade, Some("moderate"));
    near(cagr.score, 2.465, 6e-4);
    let un = ratio(Method::Un);
    near(un.ratio, 0.7967, 6e-5);
    near(un.projected, 73.900, 6e-4);
    let trend = ratio(Method::Trend);
    near(trend.projected, 66.0, 1e-9);
    assert_eq!(trend.method_grade, Some("sun_cloud"));
    assert_eq!(shown(&trend, "缺口比例"), "14.3%");
    let achievement = ratio(Method::Achievement);
    near(achievement.progress, 0.70, 1e-12);
    assert_eq!(achievement.method_grade, Some("red"));
}

#[test]
fn each_method_is_explained_whole_and_its_limits_are_those_it_judges_by() {
    for method in Method::ALL {
        let explanation = explain(method, &Limits::default());
        assert!(!explanation.formulas.is_empty() && !explanation.source.is_empty());
        let texts = [explanation.gist, explanation.when, explanation.beware];
        assert!(texts.iter().all(|text| text.ends_with('。')), "{method:?}");
        let result = explanation.example.assess(method);
        let grades: Vec<Grade> = explanation.limits.iter().map(|(grade, _)| *grade).collect();
        assert!(grades.contains(&result.grade), "{method:?}");
        assert!(grades.is_sorted());
    }
    let tight = Limits::parse("1.20,1.00,0.70").unwrap();
    let words: Vec<String> = explain(Method::Schedule, &tight)
        .limits
        .into_iter()
        .map(|(_, words)| words)
        .collect();
    assert_eq!(
        words[..3],
        ["进度比 ≥ 1.20", "进度比 ≥ 1.00", "进度比 ≥ 0.70"]
    );
    assert!(ABOVE_ALL.iter().all(|rule| rule.ends_with('。')));
    assert!(BESIDE.iter().all(|(_, words)| words.ends_with('。')));
    // The words of the verdicts are those that the forecast uses.
    let forecast = |grade| Forecast {
        year: 2027,
        value: 1.0,
        low: None,
        high: None,
        on_logs: false,
        grade,
    };
    for grade in [Grade::Achieved, Grade::OnTrack, Grade::Behind] {
        let word = format!("“{}”", forecast(grade).word());
        assert!(BESIDE[0].1.contains(&word), "{word}");
    }
}
