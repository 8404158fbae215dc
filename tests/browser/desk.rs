//! What the tests of readers' programs do with the page: write a program, run it, and hear what it said.

use crate::Outcome;
use crate::page::Page;
use serde_json::{Value, json};

/// Where they are written, with one run each.
pub const LESSON: &str = "?example=your-own&repeats=1";

/// What the tests do with the page.
const DESK: &str = "
    const field = () => document.querySelector('.program textarea');
    const output = () => document.getElementById('outputs').textContent;
    const idle = () => !document.querySelector('[data-running]');
    const answer = (request) => new Promise((resolve, reject) => Object.assign(request, {
      onsuccess: () => resolve(request.result), onerror: () => reject(request.error),
    }));
    const isKept = async (key) => {
      const name = 'meanwhile-programs';
      if (!(await indexedDB.databases()).some((known) => known.name === name)) return false;
      const database = await answer(indexedDB.open(name));
      const has = database.objectStoreNames.length > 0
        && await answer(database.transaction('values').objectStore('values').count(key)) > 0;
      database.close();
      return has;
    };
    const ready = async () => {
      await up();
      if (!await until(() => field()?.value, 10000)) throw new Error('no program');
    };
    const write = async (text) => {
      field().value = text;
      field().dispatchEvent(new InputEvent('input', { bubbles: true }));
      await frame();
    };
    const run = async () => {
      document.getElementById('run').click();
      await until(() => !idle(), 5000);
      if (!await until(idle, 60000)) throw new Error('no end');
      await frame();
      return output();
    };";

/// Runs a script beside the field of a program.
pub async fn at_desk(page: &Page, body: &str) -> Outcome<Value> {
    page.script(&format!("{DESK} await ready(); {body}")).await
}

/// A program, run by a script: its result.
pub async fn result_of(page: &Page, source: &str) -> Outcome<Value> {
    let wanted = json!({"source": source, "threads": 2, "repeats": 1});
    page.script(&format!(
        "await up(); return await window.meanwhile.runProgram({wanted});"
    ))
    .await
}
