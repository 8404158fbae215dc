//! The lesson `pipeline`: real files are fetched and counted, what waits overlaps with what computes, and a file that is
//! missing or damaged is told. And work that is computed of a photograph, which may be missing, too.

use crate::page::Page;
use crate::result::{done_with, least, numbers};
use crate::site::{Site, Temporary};
use crate::{Case, Outcome, case, ensure};
use serde_json::json;

/// The cases.
pub fn cases() -> Vec<Case> {
    vec![
        case!(both_at_once_beats_either, BothTiers),
        case!(a_file_that_is_missing_or_damaged_is_told, BothTiers),
        case!(a_photograph_that_is_missing_or_cut_is_told, BothTiers),
        case!(late_flights_fill_a_picture, Isolated),
    ]
}

/// What every program finds, as pandas counts it in the same files.
const ANSWER: &str = "104544 of 499999 flights late, give or take 563";

/// The ratios leave room for whatever else the machine does.
async fn both_at_once_beats_either(page: &Page) -> Outcome {
    page.open("?example=pipeline").await?;
    let all = ["one-by-one", "async", "stages", "async-parallel"];
    let result = page
        .run(json!({"example": "pipeline", "repeats": 4, "strategies": all}))
        .await?;
    done_with(&result, ANSWER)?;
    let [plain, async_, stages, both] = all.map(|program| least(&result, program));
    let (plain, async_, stages, both) = (plain?, async_?, stages?, both?);
    println!(
        "    least ms: one by one {plain:.1}, async {async_:.1}, stages {stages:.1}, both {both:.1}: \
         both {:.2} times as fast as async, {:.2} as stages",
        async_ / both,
        stages / both
    );
    ensure!(
        plain / both > 2.0,
        "both at once was to be much faster: {result:#}"
    );
    ensure!(
        async_ / both > 1.1,
        "handing files to threads was to be faster: {result:#}"
    );
    let page_shows = page
        .script(
            "return await until(() => /104,544/.test(document.querySelector('main').textContent), 10000)
               && document.querySelectorAll('[data-say]').length;",
        )
        .await?;
    ensure!(
        page_shows.as_u64().is_some_and(|told| told > 0),
        "what was counted is not told: {page_shows}"
    );
    Ok(())
}

/// What a file's bytes become; nothing where it is taken away.
type Damage = fn(Vec<u8>) -> Option<Vec<u8>>;

/// A copy of the site in which a lesson's file is damaged.
fn site_with(name: &str, file: &str, damage: Damage) -> Outcome<Temporary> {
    let copy = Temporary::site_without(name)?;
    copy.damage(&["lessons/", file].concat(), damage)?;
    Ok(copy)
}

/// Half of it.
fn cut(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    bytes.truncate(bytes.len() / 2);
    Some(bytes)
}

/// One bit of it is another.
fn flipped(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    Some(bytes)
}

/// Each program that needs the file says so in one sentence; those that do without it go on.
async fn a_file_that_is_missing_or_damaged_is_told(page: &Page) -> Outcome {
    let damages: [(&str, Damage, &str); 3] = [
        ("missing", |_| None, "status 404"),
        ("cut", cut, "cut short or damaged"),
        ("flipped", flipped, "cut short or damaged"),
    ];
    for (name, damage, expected) in damages {
        let copy = site_with(&format!("shard-{name}"), "pipeline/03.csv.zlib", damage)?;
        let site = Site::serve(copy.folder(), page.manner)?;
        page.open_address(&format!("{}?example=pipeline", site.address()))
            .await?;
        let wanted = json!({"example": "pipeline", "repeats": 1, "delay": 0});
        let result = page.run(wanted.clone()).await?;
        let all = result["strategies"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        ensure!(all.len() == 4, "{name}: {result:#}");
        for own in all {
            let reason = own["reason"].as_str().unwrap_or_default();
            ensure!(
                own["status"] == "unavailable"
                    || own["status"] == "failed" && reason.contains(expected),
                "{name}: {own:#}"
            );
        }
        // The first two files are whole, and nothing is left behind.
        let mut wanted = wanted;
        wanted["size"] = json!(2);
        let whole = page.run(wanted).await?;
        done_with(&whole, "18213 of 84707 flights late, give or take 208")?;
    }
    Ok(())
}

async fn a_photograph_that_is_missing_or_cut_is_told(page: &Page) -> Outcome {
    let damages: [(&str, Damage, &str); 2] = [
        (
            "missing",
            |_| None,
            "could not be loaded: the server answered with status 404",
        ),
        ("cut", cut, "cut short or damaged"),
    ];
    for (name, damage, expected) in damages {
        let copy = site_with(&format!("photograph-{name}"), "many-cores/blur.pgm", damage)?;
        let site = Site::serve(copy.folder(), page.manner)?;
        page.open_address(&format!("{}?example=many-cores", site.address()))
            .await?;
        let of = |kernel: &str| {
            json!({
                "example": "many-cores", "kernel": kernel, "size": 60, "repeats": 1,
                "strategies": ["blocking", "async-parallel"],
            })
        };
        let result = page.run(of("blur")).await?;
        let all = result["strategies"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        ensure!(all.len() == 2, "{name}: {result:#}");
        for own in all {
            let reason = own["reason"].as_str().unwrap_or_default();
            ensure!(
                own["status"] == "failed" && reason.contains(expected),
                "{name}: {own:#}"
            );
        }
        done_with(&page.run(of("darts")).await?, "241575")?;
    }
    Ok(())
}

async fn late_flights_fill_a_picture(page: &Page) -> Outcome {
    page.open("?example=pipeline").await?;
    let seen = page
        .script(
            "await up();
             document.getElementById('run').click();
             const canvas = document.querySelector('canvas.picture');
             const pixel = (x, y) => [...canvas.getContext('2d').getImageData(x, y, 1, 1).data];
             const isWhole = () => canvas.width === 480 && pixel(470, 5)[3] === 255 && pixel(470, 355)[3] === 255;
             if (!await until(isWhole, 20000)) throw new Error('the picture is not whole');
             document.getElementById('stop').click();
             // Around noon few are late, which is blue; at night many are, which is not.
             return { noon: pixel(12 * 20 + 10, 15), night: pixel(10, 15), hint: document.querySelector('.aside .hint').textContent };",
        )
        .await?;
    let [noon, night] = ["noon", "night"].map(|hour| numbers(&seen[hour]));
    ensure!(
        noon[2] > noon[0] && night[0] > night[2],
        "unlike the flights: {seen:#}"
    );
    page.picture("pipeline").await
}
