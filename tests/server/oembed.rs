//! oEmbed: what is said of a lesson's address, what is refused, and where the page says that one may ask.

use crate::support::{Answer, Folder, Server, program};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// A server of a site that has a list of lessons, and a language of its own.
pub fn started(arguments: &[&str]) -> Server {
    let site = Folder::new();
    let build = "site/build-0123456789abcdef";
    let page = b"<script src=\"./build-0123456789abcdef/early.js\"></script>";
    site.write("site/index.html", page);
    site.write("site/embed.js", b"embed");
    let texts = json!({"title.many-fetches": "Twelve \"slow\" <answers> & more", "title.your-own": "Write your own"});
    site.write(
        &format!("{build}/messages/en.json"),
        texts.to_string().as_bytes(),
    );
    let texts = json!({"title.many-fetches": "Zwölf langsame Antworten"});
    site.write(
        &format!("{build}/messages/de.json"),
        texts.to_string().as_bytes(),
    );
    let arguments = [&["--port", "0"], arguments].concat();
    Server::run(program(&site.0.join("site"), &arguments), site)
}

/// What is said of an address; `more` stands behind it.
fn asked(server: &Server, url: &str, more: &str) -> Answer {
    let url = utf8_percent_encode(url, NON_ALPHANUMERIC);
    server.get(&format!("/oembed?url={url}{more}"))
}

/// The same as JSON.
fn told(server: &Server, url: &str, more: &str) -> Value {
    let answer = asked(server, url, more);
    assert_eq!(answer.status, 200, "{url}{more}: {answer:?}");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    serde_json::from_slice(&answer.body).unwrap()
}

/// The address of the frame in an answer.
fn src(told: &Value) -> String {
    let html = told["html"].as_str().unwrap();
    let src = html.strip_prefix("<iframe src=\"").unwrap();
    src.split('"').next().unwrap().replace("&amp;", "&")
}

#[test]
fn a_lesson_is_described() {
    let server = started(&[]);
    let told = told(&server, "http://localhost/?example=many-fetches", "");
    assert_eq!(
        told,
        json!({
            "version": "1.0", "type": "rich", "title": "Twelve \"slow\" <answers> & more",
            "provider_name": "Meanwhile", "provider_url": "http://localhost/", "width": 720, "height": 520,
            "html": "<iframe src=\"http://localhost/?example=many-fetches&amp;embed=1\" \
                title=\"Meanwhile: Twelve &quot;slow&quot; &lt;answers&gt; &amp; more\" width=\"720\" height=\"520\" \
                style=\"width: 100%; max-width: 720px; border: 0\" allow=\"cross-origin-isolated\" loading=\"lazy\"></iframe>",
        })
    );
}

#[test]
fn what_the_page_knows_is_passed_on() {
    let server = started(&[]);
    for (given, expected) in [
        (
            "?example=many-fetches&strategies=blocking,async&threads=2&delay=100&theme=dark&view=charts",
            "?example=many-fetches&strategies=blocking,async&threads=2&delay=100&theme=dark&view=charts&embed=1",
        ),
        (
            "index.html?size=3&example=many-fetches&utm_source=x&embed=0",
            "?example=many-fetches&size=3&embed=1",
        ),
        (
            "?example=many-fetches&question=One+or+%22two%22%3F&options=a|b",
            "?example=many-fetches&question=One%20or%20%22two%22%3F&options=a%7Cb&embed=1",
        ),
        (
            "?example=your-own#code=1/K1bSUUpNSVWyilZKVIoFAA",
            "?example=your-own&embed=1#code=1/K1bSUUpNSVWyilZKVIoFAA",
        ),
        ("?example=your-own#from=around", "?example=your-own&embed=1"),
    ] {
        // The address says whether it is reached over TLS.
        for scheme in ["http", "https"] {
            let told = told(&server, &format!("{scheme}://localhost/{given}"), "");
            assert_eq!(src(&told), format!("{scheme}://localhost/{expected}"));
        }
    }
    let told = told(
        &server,
        "http://LOCALHOST:80?example=many-fetches&lang=de",
        "&format=json",
    );
    assert_eq!(told["title"], "Zwölf langsame Antworten");
}

#[test]
fn a_frame_is_never_larger_than_asked_for() {
    let server = started(&[]);
    for (more, width, height) in [
        ("&maxwidth=500&maxheight=300", 500, 300),
        ("&maxwidth=5000&maxheight=5000", 720, 520),
        ("&maxwidth=200", 200, 520),
    ] {
        let told = told(&server, "http://localhost/?example=many-fetches", more);
        assert_eq!(
            (&told["width"], &told["height"]),
            (&json!(width), &json!(height))
        );
        let sides = format!("width=\"{width}\" height=\"{height}\"");
        assert!(told["html"].as_str().unwrap().contains(&sides), "{told}");
    }
}

#[test]
fn what_is_no_lesson_of_ours_is_refused_with_a_sentence() {
    let server = started(&[]);
    let lesson = "http://localhost/?example=many-fetches";
    for (status, url, more) in [
        (501, lesson, "&format=xml"),
        (400, lesson, "&maxwidth=199"),
        (400, lesson, "&maxheight=much"),
        (400, lesson, "&maxwidth=-1"),
        (404, "", ""),
        (404, "http://localhost/", ""),
        (404, "http://localhost/?example=", ""),
        (404, "http://localhost/?example=no-such-lesson", ""),
        // There is one of this name, but not in the site's list.
        (404, "http://localhost/?example=primes", ""),
        (404, "http://localhost/embed.js?example=many-fetches", ""),
        (404, "http://localhost/lab/?example=many-fetches", ""),
        (404, "http://localhost:81/?example=many-fetches", ""),
        (404, "http://elsewhere.test/?example=many-fetches", ""),
        (
            404,
            "http://localhost@elsewhere.test/?example=many-fetches",
            "",
        ),
        (
            404,
            "http://elsewhere.test@localhost/?example=many-fetches",
            "",
        ),
        (404, "//localhost/?example=many-fetches", ""),
        (404, "/?example=many-fetches", ""),
        (404, "javascript://localhost/?example=many-fetches", ""),
        (404, "no address <at> all", ""),
    ] {
        let answer = asked(&server, url, more);
        assert_eq!(answer.status, status, "{url}{more}: {answer:?}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(answer.text().ends_with(".\n"), "{answer:?}");
        assert!(!answer.text().contains('<'), "{answer:?}");
    }
    let missing = server.get("/oembed");
    assert_eq!(missing.status, 400);
    assert!(missing.text().starts_with("url is missing"), "{missing:?}");
}

/// Behind a server that passes addresses on as they are.
#[test]
fn below_a_base_the_addresses_have_it() {
    let server = started(&["--base", "/lab/"]);
    let page = server.get("/lab/?example=many-fetches");
    let link = page.header("link");
    assert!(link.starts_with("<http://localhost/lab/oembed?"), "{link}");
    let path = link.split_once("localhost").unwrap().1;
    let answer = server.get(path.split('>').next().unwrap());
    let told: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(
        src(&told),
        "http://localhost/lab/?example=many-fetches&embed=1"
    );
    // What the operator says is the whole of it.
    let server = started(&["--base", "/lab/", "--public", "https://example.org/"]);
    let page = server.get("/lab/?example=many-fetches");
    let link = page.header("link");
    assert!(link.starts_with("<https://example.org/oembed?"), "{link}");
}

#[test]
fn the_page_says_where_to_ask() {
    let server = started(&[]);
    let page = server.get("/?example=many-fetches&size=3&x=1");
    let link = page.header("link");
    assert_eq!(
        link,
        "<http://localhost/oembed?format=json&url=http%3A%2F%2Flocalhost%2F%3Fexample%3Dmany%2Dfetches%26size%3D3>; \
         rel=\"alternate\"; type=\"application/json+oembed\""
    );
    // It is answered there.
    let path = link.split_once("localhost").unwrap().1;
    let answer = server.get(path.split('>').next().unwrap());
    let told: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(
        src(&told),
        "http://localhost/?example=many-fetches&size=3&embed=1"
    );
    let etag = format!("If-None-Match: {}", page.header("etag"));
    let again = server.ask("GET /?example=many-fetches&size=3", &[&etag]);
    assert_eq!((again.status, again.header("link")), (304, link));
    for path in ["/", "/?example=nothing", "/embed.js?example=many-fetches"] {
        assert_eq!(server.get(path).header("link"), "", "{path}");
    }
    let plain = started(&["--plain"]);
    assert_eq!(plain.get("/?example=many-fetches").header("link"), "");
}

/// Behind another server, which may serve over TLS, under another name and in a folder.
#[test]
fn the_operator_says_where_the_site_is() {
    let server = started(&["--public", "https://example.org/lab"]);
    let told = told(&server, "https://example.org/lab/?example=many-fetches", "");
    assert_eq!(
        src(&told),
        "https://example.org/lab/?example=many-fetches&embed=1"
    );
    assert_eq!(told["provider_url"], "https://example.org/lab/");
    let page = server.get("/?example=many-fetches");
    let link = page.header("link");
    assert!(
        link.starts_with("<https://example.org/lab/oembed?"),
        "{link}"
    );
    for other in ["http://localhost/", "http://example.org/lab/"] {
        let answer = asked(&server, &format!("{other}?example=many-fetches"), "");
        assert_eq!(answer.status, 404, "{other}");
    }
    // What a stranger may write counts for nothing.
    let forged = ["X-Forwarded-Host: evil.test", "X-Forwarded-Proto: https"];
    let server = started(&[]);
    let page = server.ask("GET /?example=many-fetches", &forged);
    assert!(page.header("link").starts_with("<http://localhost/"));
}
