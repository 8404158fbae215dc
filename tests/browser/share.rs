//! What the button Share opens: links, and what to copy into other pages, which has to run there as it is.

use crate::embed::seen_on;
use crate::host::Host;
use crate::looks::axe_finds_nothing;
use crate::page::Page;
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(nothing_of_sharing_is_fetched_before, Isolated),
        case!(links_lead_to_what_is_shown, Isolated),
        case!(what_is_copied_runs_on_a_bare_page, Isolated),
        case!(a_program_is_copied_whole, Isolated),
        case!(the_preview_follows_what_is_chosen, Isolated),
        case!(sharing_works_by_keys_alone, Isolated),
        case!(axe_finds_nothing_in_what_shares, Chromium),
    ]
}

/// What these tests do with the dialog. Browsers let only pages in front use the clipboard, so it is kept here.
const SHARE: &str = "
    const dialog = () => document.querySelector('dialog.share');
    const opened = async () => {
      await up();
      if (!await until(() => document.getElementById('share')?.checkVisibility(), 5000)) throw new Error('no button');
      navigator.clipboard.writeText = async (text) => { window.copied = text; };
      document.getElementById('share').focus();
      document.getElementById('share').click();
      if (!await until(() => dialog()?.open, 10000)) throw new Error('nothing opens');
    };
    const tab = (number) => dialog().querySelectorAll('[role=tab]')[number].click();
    const labelled = (text) => [...dialog().querySelectorAll('label')].find((one) => one.textContent.startsWith(text)).querySelector('input, select, textarea');
    const choose = (text, value) => {
      const field = labelled(text);
      if (field.type === 'checkbox') field.checked = value;
      else field.value = value;
      for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
    };
    const snippet = () => dialog().querySelector('.snippet textarea').value;
    const copied = async () => {
      window.copied = undefined;
      dialog().querySelector('.snippet button').click();
      await until(() => window.copied, 5000);
      return window.copied;
    };
    const lab = () => dialog().querySelector('meanwhile-lab');
    const inside = () => lab()?.shadowRoot.querySelector('iframe')?.contentDocument;";

/// Runs a script in the page of that address, with its dialog open.
async fn shared(page: &Page, address: &str, script: &str) -> Outcome<Value> {
    page.open(address).await?;
    page.script(&format!("{SHARE} await opened(); {script}"))
        .await
}

/// A text that a script gave.
fn text(value: &Value) -> Outcome<&str> {
    value
        .as_str()
        .ok_or_else(|| format!("a text was expected: {value:#}").into())
}

/// What somebody's page is that has this in its body and nothing else of ours.
fn bare(snippet: &str) -> String {
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>An article</title><body><h1>An article</h1>\n{snippet}\n<p id=after>So much for that.</p></body>"
    )
}

async fn nothing_of_sharing_is_fetched_before(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    let seen = page
        .script(&format!(
            "{SHARE} await up();
             const got = () => performance.getEntriesByType('resource').map(({{ name }}) => name).filter((name) => /share\\/|v1\\//.test(name))
               .map((name) => name.split('/').pop()).sort().join(' ');
             const before = got();
             await opened();
             const link = got();
             tab(1);
             await until(() => lab(), 5000);
             return [before, link, got()];"
        ))
        .await?;
    ensure!(
        seen == json!([
            "",
            "en.json share.css share.js snippets.js",
            "embed.js en.json share.css share.js snippets.js"
        ]),
        "each only when it is wanted: {seen:#}"
    );
    for address in ["", "?example=many-fetches&embed=1"] {
        page.open(address).await?;
        let is_there = page
            .script(
                "await up(); return document.getElementById('share')?.checkVisibility() ?? false;",
            )
            .await?;
        ensure!(is_there == false, "{address:?} has a button to share");
    }
    Ok(())
}

async fn links_lead_to_what_is_shown(page: &Page) -> Outcome {
    let seen = shared(
        page,
        "?example=many-fetches&strategies=async,blocking&delay=100&theme=dark",
        "const fields = [...dialog().querySelectorAll('.link input')].map(({ value }) => value);
         const button = dialog().querySelector('.link button');
         const said = dialog().querySelector('.link [role=status]');
         button.click();
         await until(() => said.textContent, 5000);
         const [done, link] = [said.textContent, window.copied];
         // A browser that lets no page copy, and a reader who is in the field already.
         navigator.clipboard.writeText = async () => { throw new Error('no'); };
         const field = dialog().querySelector('.link input');
         field.focus();
         field.setSelectionRange(0, 0);
         button.click();
         await until(() => said.textContent.length > 20, 5000);
         const { value, selectionStart, selectionEnd } = document.activeElement;
         return { fields, done, link, refused: said.textContent, selected: value.slice(selectionStart, selectionEnd) };",
    )
    .await?;
    let of = |query: &str| format!("{}?example=many-fetches{query}", page.address);
    let set = of("&strategies=async,blocking&delay=100");
    ensure!(
        seen["fields"] == json!([set, of("")]) && seen["link"] == json!(set),
        "the lesson as it is set, and alone: {seen:#}"
    );
    ensure!(
        seen["done"] == "Copied."
            && seen["selected"] == json!(set)
            && text(&seen["refused"])?.contains("Ctrl + C"),
        "what was done, and what to do: {seen:#}"
    );
    Ok(())
}

async fn what_is_copied_runs_on_a_bare_page(page: &Page) -> Outcome {
    let seen = shared(
        page,
        "?example=many-fetches&size=3&delay=20&repeats=2",
        "tab(1);
         for (const name of ['one by one', 'parallel', 'async + parallel']) choose(name, false);
         choose('Caption', 'Three \"answers\" & <one> thread');
         choose('Width', '640');
         choose('Height', '480');
         const all = {};
         for (const kind of ['html', 'markdown', 'mdx', 'frame']) {
           choose('For', kind);
           all[kind] = await copied();
         }
         return all;",
    )
    .await?;
    for kind in ["html", "markdown"] {
        let host = Host::serve("", bare(text(&seen[kind])?))?;
        let ran = seen_on(
            page,
            &host,
            "lab.scrollIntoView();
             if (!await is('ready')) throw new Error('not ready: ' + status());
             const { example, parameters, strategies } = await lab.run();
             return { example, size: parameters.size, all: strategies.map(({ strategy, status }) => [strategy, status]),
               caption: lab.shadowRoot.querySelector('figcaption').textContent, width: lab.offsetWidth <= 640,
               isAfter: document.getElementById('after').parentElement === document.body };",
        )
        .await?;
        ensure!(
            ran == json!({"example": "many-fetches", "size": 3, "all": [["blocking", "done"], ["async", "done"]],
                "caption": "Three \"answers\" & <one> thread", "width": true, "isAfter": true}),
            "{kind}: {ran:#}, of {seen:#}"
        );
    }
    let host = Host::serve("", bare(text(&seen["frame"])?))?;
    page.open_address(&host.address()).await?;
    let frame = page
        .script("const { clientHeight, title } = document.querySelector('iframe'); return [clientHeight, title];")
        .await?;
    ensure!(
        frame == json!([480, "Meanwhile: Twelve slow answers"]),
        "the frame: {frame:#}"
    );
    page.enter_frame().await?;
    let ran = page
        .script("await up(); document.getElementById('run').click(); await until(() => document.querySelector('[data-running]'), 5000);
                 await until(() => !document.querySelector('[data-running]'), 60000);
                 return [location.search, document.getElementById('verdict').textContent !== ''];")
        .await?;
    page.leave_frame().await?;
    ensure!(
        ran == json!([
            "?example=many-fetches&strategies=blocking,async&size=3&delay=20&repeats=2&embed=1",
            true
        ]),
        "in the frame: {ran:#}"
    );
    let mdx = text(&seen["mdx"])?;
    ensure!(
        mdx.starts_with("import Head from '@docusaurus/Head';\n")
            && mdx.contains("caption=\"Three &quot;answers&quot; &amp; &lt;one> thread\" style={{ maxWidth: '640px' }}>"),
        "as React has it: {mdx}"
    );
    Ok(())
}

/// With all that could end the script around it, and an empty line, at which Markdown ends its HTML.
async fn a_program_is_copied_whole(page: &Page) -> Outcome {
    let program = json!(
        "pub async fn main() {\n    println!(\"a </script> <!-- <script> & \\\"b\\\"\");\n\n    7\n}\n"
    );
    page.open("?example=your-own&repeats=1").await?;
    let seen = page
        .script(&format!(
            "{SHARE} await up();
             const field = () => document.querySelector('.program textarea');
             if (!await until(() => field()?.value, 10000)) throw new Error('no program');
             field().value = {program};
             field().dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
             await opened();
             const link = dialog().querySelector('.link input').value;
             tab(1);
             const all = {{ link, html: await copied() }};
             for (const kind of ['markdown', 'mdx', 'frame']) {{
               choose('For', kind);
               all[kind] = await copied();
             }}
             return all;"
        ))
        .await?;
    let host = Host::serve("", bare(text(&seen["html"])?))?;
    let ran = seen_on(
        page,
        &host,
        "lab.scrollIntoView();
         const result = await lab.run();
         return [result.output, result.strategies[0].answer, document.getElementById('after').parentElement === document.body];",
    )
    .await?;
    ensure!(
        ran[0].to_string().contains("a </script> <!-- <script> & ")
            && ran[1] == "7"
            && ran[2] == true,
        "the program was to run as it was written: {ran:#}, of {seen:#}"
    );
    // HTML that begins with a script goes on until that ends; everything else ends at an empty line.
    let markdown = text(&seen["markdown"])?;
    ensure!(
        markdown.contains("</a>\n\n<script type=\"text/rune\">\n")
            && markdown.contains("\n</script>\n\n</meanwhile-lab>\n"),
        "each script was expected to stand alone: {markdown}"
    );
    for address in [
        text(&seen["link"])?,
        &text(&seen["frame"])?.replace("&amp;", "&"),
    ] {
        let address = address.split('"').find(|part| part.contains("#code=1/"));
        page.open_address("about:blank").await?;
        page.open_address(address.ok_or("an address with a program was expected")?)
            .await?;
        let written = page
            .script(
                "await up();
                 const field = () => document.querySelector('.program textarea');
                 await until(() => field()?.value, 10000);
                 return [field().value, document.querySelector('[data-running]') === null];",
            )
            .await?;
        ensure!(
            written == json!([program, true]),
            "the program in {address:?}, not running: {written:#}"
        );
    }
    Ok(())
}

async fn the_preview_follows_what_is_chosen(page: &Page) -> Outcome {
    let seen = shared(
        page,
        "?example=many-fetches&size=3&repeats=1",
        "tab(1);
         const is = async (what) => { if (!await until(what, 20000)) throw new Error(`not ${what}: ${lab()?.outerHTML}`); };
         await is(() => inside()?.querySelector('#run:not([aria-disabled])'));
         choose('Colours', 'dark');
         await is(() => inside()?.documentElement?.dataset.theme === 'dark');
         choose('A question', 'Which is it?');
         choose('Answers, a line', 'This\\n\\nThat | other\\n');
         await is(() => inside()?.querySelector('.question')?.textContent.includes('Which is it?'));
         const options = inside().querySelectorAll('.question input').length;
         choose('Readers may change', 'none');
         await is(() => lab().hasAttribute('hidden-controls') && inside()?.querySelector('.embed') && !inside().querySelector('.controls'));
         choose('Parts', 'code');
         await is(() => inside()?.querySelector('.embed .code, .embed pre'));
         choose('Readers may change', 'some');
         choose('Connections', true);
         await is(() => lab().getAttribute('hidden-controls') === 'connections');
         choose('Keep the settings', false);
         await is(() => !lab().hasAttribute('size'));
         for (const box of dialog().querySelectorAll('fieldset input[value]')) if (!box.closest('[hidden]') && box.checked && box.value !== 'connections') choose(box.parentElement.textContent, false);
         const note = dialog().querySelector('fieldset [role=status]').textContent;
         const text = snippet();
         const frames = () => dialog().querySelectorAll('meanwhile-lab').length;
         const before = frames();
         dialog().close();
         await until(() => !dialog(), 5000);
         return { options, note, text, frames: before, left: document.querySelectorAll('dialog.share, body > meanwhile-lab').length };",
    )
    .await?;
    ensure!(
        seen["options"] == 2
            && seen["frames"] == 1
            && seen["left"] == 0
            && text(&seen["note"])?.contains("One has to be compared"),
        "{seen:#}"
    );
    let snippet = text(&seen["text"])?;
    ensure!(
        snippet.contains(
            "<meanwhile-lab example=\"many-fetches\" view=\"code\" theme=\"dark\" question=\"Which is it?\" \
             options=\"This|That ¦ other\" hidden-controls=\"connections\">"
        ),
        "what is previewed is what is copied: {snippet}"
    );
    Ok(())
}

const KEYS: [(&str, &str); 4] = [
    ("Enter", "\u{e007}"),
    ("Escape", "\u{e00c}"),
    ("Tab", "\u{e004}"),
    ("Right", "\u{e014}"),
];

fn press(page: &Page, keys: &[&str]) -> Outcome {
    let code = |name: &&str| {
        let known = KEYS.into_iter().find(|(known, _)| known == name);
        known.map_or("", |(_, code)| code)
    };
    let presses = keys
        .iter()
        .map(code)
        .flat_map(|code| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": code})));
    page.act(&json!({"type": "key", "id": "keys", "actions": presses.collect::<Vec<_>>()}))
}

async fn sharing_works_by_keys_alone(page: &Page) -> Outcome {
    page.open("?example=many-fetches&size=60&delay=100&strategies=blocking&repeats=100")
        .await?;
    page.script(&format!(
        "{SHARE} await up();
         document.getElementById('run').click();
         await begun();
         navigator.clipboard.writeText = async (text) => {{ window.copied = text; }};
         document.getElementById('share').focus();"
    ))
    .await?;
    press(page, &["Enter"])?;
    let open = "if (!await until(() => dialog()?.open, 10000)) throw new Error('nothing opens'); return document.activeElement.textContent;";
    let first = page.script(&format!("{SHARE}{open}")).await?;
    press(page, &["Right"])?;
    let second = page
        .script(&format!("{SHARE} return [document.activeElement.textContent, dialog().querySelector('.embedding').checkVisibility()];"))
        .await?;
    // From the tab over what can be chosen to the button, by nothing but Tab.
    let mut steps = 0;
    let reached = loop {
        press(page, &["Tab"])?;
        steps += 1;
        let at = page
            .script(&format!("{SHARE} const at = document.activeElement; return [at === dialog().querySelector('.snippet button'), dialog().contains(at)];"))
            .await?;
        if at[0] == true || at[1] == false || steps > 40 {
            break at;
        }
    };
    ensure!(
        first == "A link" && second == json!(["In your own page", true]) && reached[0] == true,
        "{first}, {second}, {reached} after {steps} steps"
    );
    press(page, &["Enter"])?;
    let copied = page
        .script("await until(() => window.copied, 5000); return window.copied;")
        .await?;
    ensure!(
        text(&copied)?.contains("strategies=\"blocking\""),
        "{copied}"
    );
    press(page, &["Escape"])?;
    let after = page
        .script(&format!(
            "{SHARE} await until(() => !dialog(), 5000);
             return [document.activeElement.id, document.querySelector('[data-running]') !== null];"
        ))
        .await?;
    ensure!(
        after == json!(["share", true]),
        "back at the button, and the run goes on: {after}"
    );
    page.script("await window.meanwhile.stop();").await?;
    Ok(())
}

async fn axe_finds_nothing_in_what_shares(page: &Page) -> Outcome {
    for (theme, screen, example) in [
        ("light", (1280, 800), "many-fetches"),
        ("dark", (1280, 800), "your-own"),
        ("dark", (390, 844), "many-cores"),
        // Half of a usual window: what is seen of it at 200 %.
        ("light", (640, 400), "database"),
    ] {
        let looked = async || looks(page, theme, screen, example).await;
        page.on_screen(screen, looked).await?;
    }
    Ok(())
}

async fn looks(page: &Page, theme: &str, (width, _): (u32, u32), example: &str) -> Outcome {
    shared(page, &format!("?example={example}&theme={theme}"), "").await?;
    for number in [0, 1] {
        let fits = page
            .script(&format!(
                "{SHARE} tab({number});
                 for (const fold of dialog().querySelectorAll('details')) fold.open = true;
                 if ({number}) await until(() => inside()?.querySelector('#run:not([aria-disabled])'), 20000);
                 await frame(); await frame();
                 const box = dialog().getBoundingClientRect();
                 return [dialog().scrollWidth <= dialog().clientWidth, box.left >= 0 && box.right <= innerWidth, box.bottom <= innerHeight];"
            ))
            .await?;
        let moment = format!("{example}, {theme}, {width} wide, panel {number}");
        ensure!(fits == json!([true, true, true]), "{moment}: {fits}");
        axe_finds_nothing(page, &moment).await?;
        page.picture(&format!("share-{width}-{theme}-{number}"))
            .await?;
    }
    Ok(())
}
