//! What `./x build` leaves behind: whole files under names that change with their content, whatever broke on the way.

use crate::tree::{Files, Told, Tree};
use std::fs;
use std::path::Path;

/// The modules of a site. (It has an editor besides, and files as they are.)
const MODULES: [&str; 7] = [
    "engine", "script", "analysis", "reader", "timeline", "feel", "page",
];

/// How many modules were made: the optimiser goes over each once.
fn modules_made(told: &Told) -> usize {
    told.count("wasm-opt")
}

#[test]
fn what_is_whole_is_left_alone() {
    let tree = Tree::new();
    assert_eq!(modules_made(&tree.build()), MODULES.len());
    let dist = tree.files("dist");
    let packed = format!("{}/meanwhile.js", tree.build_folder());
    for twin in ["", ".br", ".gz"] {
        assert!(dist.contains_key(Path::new(&format!("{packed}{twin}"))));
    }
    let written = fs::metadata(tree.root.join("dist/index.html")).unwrap();
    assert_eq!(tree.build().calls, [""; 0]);
    let still = fs::metadata(tree.root.join("dist/index.html")).unwrap();
    assert_eq!(written.modified().unwrap(), still.modified().unwrap());
}

#[test]
fn what_is_damaged_is_made_anew() {
    let tree = Tree::new();
    tree.build();
    let (dist, site) = (tree.files("dist"), tree.files("target/site"));
    let build = tree.build_folder();
    let script = format!("dist/{build}/meanwhile.js");
    let half = |path: &str| {
        let bytes = tree.read(path);
        tree.write(path, &bytes[..bytes.len() / 2]);
    };
    // What is done to the site, and how many of its parts have to be made for it.
    type Damage<'a> = (&'a str, usize, &'a dyn Fn());
    let damages: [Damage<'_>; 11] = [
        ("a cut twin", 0, &|| half(&format!("{script}.gz"))),
        ("another cut twin", 0, &|| half(&format!("{script}.br"))),
        ("an empty twin", 0, &|| tree.write("dist/index.html.br", "")),
        ("a twin of another text", 0, &|| {
            let other = tree.read("dist/index.html.gz");
            tree.write(&format!("{script}.gz"), other);
        }),
        ("a cut file", 0, &|| half(&script)),
        ("a file that was edited", 0, &|| {
            tree.write("dist/index.html", "mine")
        }),
        ("a file that is gone", 0, &|| {
            fs::remove_file(tree.root.join("dist/v1/embed.js")).unwrap();
        }),
        ("what was left of a write", 0, &|| {
            tree.write(&format!("{script}.part"), "x")
        }),
        ("a cut module", 1, &|| {
            half("target/site/engine/engine_bg.wasm")
        }),
        ("a script that is gone", 1, &|| {
            fs::remove_file(tree.root.join("target/site/reader/reader.js")).unwrap();
        }),
        ("an empty state", 1, &|| {
            tree.write("target/site/page.state", "")
        }),
    ];
    for (what, parts, damage) in damages {
        damage();
        let told = tree.build();
        assert_eq!(modules_made(&told), parts, "{what}: {told:?}");
        assert!(tree.files("dist") == dist, "{what}");
        assert!(tree.files("target/site") == site, "{what}");
    }
}

/// Whether these files are a site that works: all of the build that its page names, as it is in one of the two.
fn is_whole(now: &Files, sites: [&Files; 2]) -> bool {
    let page = Path::new("index.html");
    let site = sites.iter().find(|site| now.get(page) == site.get(page));
    let site = site.expect("an index.html of one of them");
    let is_of_build = |path: &Path| path.to_string_lossy().starts_with("build-");
    let mut of_build = site.iter().filter(|(path, _)| is_of_build(path));
    of_build.all(|(path, bytes)| now.get(path) == Some(bytes))
}

#[test]
fn a_full_disk_leaves_a_whole_site_and_the_next_build_the_new_one() {
    let tree = Tree::new();
    tree.build();
    let (old, old_parts) = (tree.files("dist"), tree.files("target/site"));
    tree.replace("www/boot.js", "import", "import /* other */");
    tree.replace("src/run/plan.rs", "//!", "//! Another");
    tree.replace("www/messages/en.json", "{", "{\n  \"another\": \"text\",");
    tree.build();
    let (new, new_parts) = (tree.files("dist"), tree.files("target/site"));
    assert!(old != new);
    // How much room there is for a file, in blocks of 512 bytes, and whether the parts were made before the disk was full.
    for (blocks, parts, step) in [
        (0, &old_parts, "Building the engine"),
        (12, &old_parts, "Copying the scripts of the feel"),
        (30, &old_parts, "Building the page"),
        (0, &new_parts, "Putting dist together"),
        (10, &new_parts, "Putting dist together"),
        (30, &new_parts, "Putting dist together"),
        (50, &new_parts, "Putting dist together"),
    ] {
        tree.restore("dist", &old);
        tree.restore("target/site", parts);
        let told = tree.x_on_full_disk(blocks, &["build"]);
        let sentence = format!("x: {step}");
        assert!(!told.is_good && told.said.contains(&sentence), "{told:?}");
        let now = tree.files("dist");
        assert!(is_whole(&now, [&old, &new]), "{blocks}: {told:?}");
        // Nothing stands under a name but what belongs there, and there is no rest of a write.
        for (path, bytes) in &now {
            let mut sites = [&old, &new].into_iter();
            let is_known = sites.any(|site| site.get(path) == Some(bytes));
            assert!(is_known, "{blocks}: {path:?} is cut");
        }
        tree.build();
        assert!(tree.files("dist") == new, "{blocks}");
        assert!(tree.files("target/site") == new_parts, "{blocks}");
    }
}

#[test]
fn a_tool_that_breaks_leaves_the_part_that_was() {
    let tree = Tree::new();
    tree.build();
    let (dist, engine) = (tree.files("dist"), tree.files("target/site/engine"));
    tree.replace("src/run/plan.rs", "//!", "//! Another");
    let mut command = tree.command("./x", ["build"]);
    let told = tree.told({
        command.env("BREAKS", "wasm-opt");
        command
    });
    assert!(
        !told.is_good
            && told
                .said
                .contains("x: Optimising the engine (engine) failed"),
        "{told:?}"
    );
    assert!(tree.files("dist") == dist);
    assert!(tree.files("target/site/engine") == engine);
    assert!(tree.build().count("wasm-opt") > 1);
}

#[test]
fn names_change_with_what_the_optimiser_made() {
    let tree = Tree::new();
    tree.build();
    let before = tree.build_folder();
    // One byte of one module, after all tools.
    let module = "target/site/timeline/timeline_bg.wasm";
    let mut bytes = tree.read(module);
    *bytes.last_mut().unwrap() ^= 1;
    tree.write(module, bytes);
    let assembled = tree.told(tree.command("node", [".ci/dist.mjs", "assemble"]));
    assert!(assembled.is_good, "{assembled:?}");
    let changed = tree.build_folder();
    assert_ne!(changed, before);
    let dist = tree.files("dist");
    let is_old = |path: &Path| path.starts_with(&before);
    assert!(!dist.keys().any(|path| is_old(path)), "the old one is gone");
    let worker = String::from_utf8(tree.read("dist/sw.js")).unwrap();
    assert!(worker.contains(&changed) && !worker.contains(&before));
    // Other options of the optimiser: every module goes through it again, and the name is another one.
    tree.build();
    assert_eq!(tree.build_folder(), before);
    tree.replace("x", "--strip-producers", "--strip-producers --vacuum");
    let told = tree.build();
    assert_eq!(told.count("wasm-opt"), MODULES.len(), "{told:?}");
    assert_ne!(tree.build_folder(), before);
}

/// What is in no module makes none anew; what is in some makes just those.
#[test]
fn only_what_is_stale_is_built() {
    let tree = Tree::new();
    tree.build();
    for (path, modules) in [
        ("src/server/mod.rs", &[][..]),
        ("src/lesson/many_fetches/en.json", &[]),
        ("www/tutorials/embedding.html", &[]),
        ("www/share/share.js", &[]),
        ("www/embed/embed.js", &[]),
        ("src/analysis/mod.rs", &["analysis"]),
        ("www/timeline/en.json", &["timeline"]),
        ("src/page/mod.rs", &["page"]),
        ("src/feel/mod.rs", &["feel"]),
        ("src/script/mod.rs", &["script"]),
        ("www/engine/caller.js", &["engine", "script"]),
        ("src/pool/mod.rs", &["engine", "script", "feel", "page"]),
        ("src/report/mod.rs", &MODULES),
        (".ci/shorten.mjs", &MODULES),
        ("Cargo.lock", &MODULES),
    ] {
        let mut content = tree.read(path);
        content.push(b'\n');
        tree.write(path, content);
        let told = tree.build();
        let optimised: Vec<_> = told
            .calls
            .iter()
            .filter(|call| call.starts_with("wasm-opt"))
            .collect();
        let is_of = |module: &&&str| {
            optimised
                .iter()
                .any(|call| call.contains(&format!("/{module}.part/")))
        };
        let made: Vec<_> = MODULES.iter().filter(is_of).copied().collect();
        assert_eq!(made.len(), modules.len(), "{path}: {made:?}");
        assert!(
            modules.iter().all(|module| made.contains(module)),
            "{path}: {made:?}"
        );
    }
}

#[test]
fn a_new_lesson_is_there_or_is_not() {
    let tree = Tree::new();
    let before = tree.files("src/lesson");
    for blocks in [0, 1, 3] {
        let told = tree.x_on_full_disk(blocks, &["lesson", "try-this"]);
        assert!(
            !told.is_good && told.said.contains("could not be made"),
            "{told:?}"
        );
        assert!(tree.files("src/lesson") == before, "{blocks}");
    }
    let told = tree.x(&["lesson", "try-this"]);
    assert!(told.is_good, "{told:?}");
    assert!(tree.files("src/lesson").len() > before.len());
}
