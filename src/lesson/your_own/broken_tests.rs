//! Broken programs of all kinds, from a seed: none takes anything down with it, and each that can't be run is told so in a
//! sentence.

use super::run_tests::run;
use crate::comparison::Fault;
use crate::random::SplitMix64;
use crate::script::compile::check;
use crate::script::session;

/// Programs that are whole, with most of what there is in the language.
pub const WHOLE: [&str; 4] = [
    "use std::future::join;\nasync fn wait(ms) { time::sleep(ms).await; ms }\npub async fn main() {\n  let (a, b) = join((wait(3), wait(4))).await;\n  println!(\"{a} and {b}\");\n  a + b\n}\n",
    "struct Point { x, y }\nimpl Point { fn length(self) { (self.x * self.x + self.y * self.y) as f64 } }\npub fn main() {\n  let p = Point { x: 3, y: 4 };\n  match p.length() as i64 { 25 => \"five\", _ => `not ${p.x}` }\n}\n",
    "pub async fn main() {\n  let table = #{ one: 1, two: [2, 3] };\n  let sum = parallel::reduce(0..100, |x| { let y = x * table.one; y }, |a, b| a + b).await;\n  while let Some(n) = table.two.pop() { sum = sum.map(|s| s + n); }\n  sum\n}\n",
    "pub async fn main() {\n  let lock = lock::new(0);\n  let guard = lock.lock().await;\n  guard.set(guard.get() + 1);\n  select { _ = time::sleep(1) => 1, default => 2 }\n}\n",
];

/// What is put in.
const PIECES: [&str; 40] = [
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ";",
    ",",
    ".",
    "?",
    "!",
    "|",
    "||",
    "&",
    "=",
    "=>",
    "..",
    "::",
    "#{",
    "`${",
    "\"",
    "'",
    "/*",
    "//",
    "\\",
    "0x",
    "1e999",
    "99999999999999999999",
    "await",
    "loop",
    "fn main() {}",
    "let",
    "match x",
    "return",
    "async",
    "🙂",
    "\u{202e}",
    "\0",
    "\u{feff}",
    "main()",
];

fn broken(random: &mut SplitMix64) -> String {
    let mut source: Vec<char> = WHOLE[(random.next() % 4) as usize].chars().collect();
    for _ in 0..1 + random.next() % 6 {
        let at = (random.next() % (source.len() as u64 + 1)) as usize;
        match random.next() % 4 {
            0 => {
                let end = (at + 1 + (random.next() % 12) as usize).min(source.len());
                source.drain(at..end);
            }
            1 => {
                let piece = PIECES[(random.next() % PIECES.len() as u64) as usize];
                let many = if random.next().is_multiple_of(8) {
                    2_000
                } else {
                    1
                };
                source.splice(at..at, piece.repeat(many).chars().collect::<Vec<_>>());
            }
            2 => source.truncate(at),
            _ => {
                let other = (random.next() % (source.len().max(1) as u64)) as usize;
                if at < source.len() && other < source.len() {
                    source.swap(at, other);
                }
            }
        }
    }
    source.into_iter().collect()
}

#[test]
fn two_thousand_broken_programs_are_told_so() {
    let mut random = SplitMix64(13);
    let (mut wrong, mut ran) = (0, 0);
    for _ in 0..2_000 {
        let source = broken(&mut random);
        session::tests::end_after(20_000);
        let said = check(&source);
        for error in said.errors.iter().chain(&said.warnings) {
            assert!(!error.message.is_empty(), "{source:?}");
        }
        match run(&source) {
            Ok(_) | Err(Fault::Stopped) => ran += 1,
            Err(Fault::Script(error)) => {
                assert!(!error.message.trim().is_empty(), "{source:?}: {error:?}");
                wrong += 1;
            }
            Err(other) => panic!("{source:?}: {other:?}"),
        }
    }
    session::tests::end_after(u64::MAX);
    assert!(wrong > 1_000 && ran > 5, "{wrong} {ran}");
}
