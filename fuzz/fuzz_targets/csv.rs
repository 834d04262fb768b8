//! Any text below a head is a table or refused, row by row.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhibiao::exchange::Known;
use zhibiao::exchange::table::read_csv;
use zhibiao::model::Workspace;
use zhibiao::store::{Catalog, default_plan};

fuzz_target!(|data: &[u8]| {
    thread_local! {
        static CATALOG: Catalog = Catalog::builtin().expect("the built-in plans are sound");
    }
    CATALOG.with(|catalog| {
        let workspace = Workspace::new(vec![default_plan()]);
        let known = Known::of(&workspace, catalog);
        let _ = read_csv(data, &known, 0);
        let mut table = "类别,规划,序号,口径,年份,数值,数据状态,填报时间,次序,项目,内容,责任单位,截止日期,测算评价,报数,文件名称,发文日期\n".as_bytes().to_vec();
        table.extend(data);
        let _ = read_csv(&table, &known, 0);
    });
});
