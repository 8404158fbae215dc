//! oEmbed (oembed.com): whoever is given the address of a lesson, a blog's editor for instance, may ask how to show it in a
//! page, and the page itself says where to ask. It takes a server, so a static site has neither.

use super::base::Base;
use super::place::Place;
use super::site::Site;
use crate::contract::Lesson;
use crate::lesson;
use crate::page::address::names;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// As large as a lesson is shown where there is room: in it are its title, its question, Run, and the timeline.
const USUAL: (u32, u32) = (720, 520);
/// Nobody could use a lesson in less.
const LEAST: u32 = 200;
/// What an address may say besides the parameters of its lesson.
const BESIDES: [&str; 8] = [
    "theme",
    "lang",
    "view",
    "run",
    "question",
    "options",
    "explanations",
    "hidden-controls",
];
/// What stays as it is in an address that we write.
const WRITTEN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b',');

/// What both of these have to know.
#[derive(Debug, Clone)]
pub struct Known {
    /// The site, which has the titles.
    pub site: Arc<Site>,
    /// Where the site is, if the operator said so.
    pub public: Option<Place>,
    /// Below which path the site is here.
    pub base: Base,
    /// Whether requests come over TLS.
    pub is_tls: bool,
}

impl Known {
    /// Where the site is for whoever asked with these headers.
    fn place(&self, headers: &HeaderMap) -> Option<Place> {
        let host = headers.get(header::HOST)?.to_str().ok();
        let public = self.public.clone();
        public.or_else(|| Place::of_host(host?, &self.base, self.is_tls))
    }

    /// The same, by an address of the page. If nobody said where the site is, the address itself says whether it is
    /// reached over TLS: that may end before us.
    fn place_in(&self, headers: &HeaderMap, address: &Uri) -> Option<Place> {
        let place = self.place(headers)?;
        match self.public {
            Some(_) => Some(place),
            None => Some(place.reached_as(address)),
        }
    }
}

/// Why there is no answer, as a status and a sentence.
#[derive(Debug, PartialEq, Eq)]
struct Refused(StatusCode, String);

fn bad(sentence: &str) -> Refused {
    Refused(StatusCode::BAD_REQUEST, sentence.into())
}

fn nothing(sentence: &str) -> Refused {
    Refused(StatusCode::NOT_FOUND, sentence.into())
}

/// Answers `/oembed?url=…`.
pub async fn answer(
    State(known): State<Known>,
    headers: HeaderMap,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Response {
    let answer = described(&known, &headers, &pairs).await;
    let all = (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    let ask = (header::CACHE_CONTROL, "no-cache");
    match answer {
        Ok(described) => {
            let json = (header::CONTENT_TYPE, "application/json");
            ([all, ask, json], described.to_string()).into_response()
        }
        Err(Refused(status, sentence)) => {
            (status, [all, ask], format!("{sentence}\n")).into_response()
        }
    }
}

async fn described(
    known: &Known,
    headers: &HeaderMap,
    pairs: &[(String, String)],
) -> Result<Value, Refused> {
    let given = |name: &str| {
        let mut named = pairs.iter().filter(|(known, _)| known == name);
        named.next().map(|(_, value)| &**value)
    };
    if !matches!(given("format"), None | Some("json")) {
        let sentence = "Answers are in JSON: leave format out, or write format=json.";
        return Err(Refused(StatusCode::NOT_IMPLEMENTED, sentence.into()));
    }
    let url = given("url").ok_or_else(|| bad("url is missing: it is the address of a lesson."))?;
    let width = side("maxwidth", given("maxwidth"), USUAL.0)?;
    let height = side("maxheight", given("maxheight"), USUAL.1)?;
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let foreign = || nothing("url is not the address of a page of this site.");
    let address: Uri = address.parse().map_err(|_| foreign())?;
    let place = known.place_in(headers, &address).ok_or_else(foreign)?;
    if !place.has_page(&address) {
        return Err(foreign());
    }
    let query = address.query().unwrap_or_default();
    let no_lesson = || nothing("url names no lesson of this site: example=… does.");
    let (query, lesson) = shown(query).ok_or_else(no_lesson)?;
    let language = query
        .rsplit('&')
        .find_map(|pair| pair.strip_prefix("lang="));
    let title = title(&known.site, lesson, language)
        .await
        .ok_or_else(no_lesson)?;
    let src = format!("{}?{query}&embed=1{}", place.address(), program(fragment));
    Ok(json!({
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "Meanwhile",
        "provider_url": place.address(),
        "html": frame(&src, &format!("Meanwhile: {title}"), width, height),
        "width": width,
        "height": height,
    }))
}

/// A side of the frame: never longer than was asked for.
fn side(name: &str, most: Option<&str>, usual: u32) -> Result<u32, Refused> {
    let Some(most) = most else {
        return Ok(usual);
    };
    let number = most.parse::<u32>().ok().filter(|number| *number >= LEAST);
    let wrong = || {
        bad(&format!(
            "{name} must be a whole number, {LEAST} at least: a lesson needs room."
        ))
    };
    Ok(number.ok_or_else(wrong)?.min(usual))
}

/// The listed lesson that this part of an address names, and what the page knows of the address, without `embed`; none where
/// it names none.
fn shown(query: &str) -> Option<(String, &'static Lesson)> {
    let pairs: Vec<_> = query.split('&').map(pair).collect();
    let (_, slug) = pairs.iter().rfind(|(name, _)| name == "example")?;
    let lesson = lesson::listed().find(|lesson| lesson.slug == slug)?;
    let own = names(lesson);
    let is_known = |name: &str| own.contains(&name) || BESIDES.contains(&name);
    let mut query = format!("example={}", lesson.slug);
    for (name, value) in pairs.iter().filter(|(name, _)| is_known(name)) {
        let value = utf8_percent_encode(value, WRITTEN);
        query.push_str(&format!("&{name}={value}"));
    }
    Some((query, lesson))
}

fn pair(text: &str) -> (String, String) {
    let decoded = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (decoded(name), decoded(value))
}

/// The lesson's title in that language, or in English; none where the site has no such lesson in its list.
async fn title(site: &Site, lesson: &Lesson, language: Option<&str>) -> Option<String> {
    let page = site.read("index.html".into()).await.ok()?;
    let page = String::from_utf8_lossy(&page);
    // `.ci/dist.mjs` names the folder so.
    let at = page.find("build-")?;
    let folder = page.get(at..)?.split('/').next()?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let asked = language.filter(|name| !name.is_empty() && name.chars().all(is_name));
    for language in asked.into_iter().chain(["en"]) {
        let Ok(file) = site
            .read(format!("{folder}/messages/{language}.json"))
            .await
        else {
            continue;
        };
        if let Ok(texts) = serde_json::from_slice::<Map<String, Value>>(&file) {
            let title = texts.get(&format!("title.{}", lesson.slug))?;
            return title.as_str().map(str::to_owned);
        }
    }
    None
}

/// A fragment with programs, if it is one and nothing else.
fn program(fragment: &str) -> String {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/');
    match fragment.strip_prefix("code=") {
        Some(code) if code.bytes().all(is_letter) => format!("#code={code}"),
        _ => String::new(),
    }
}

/// The frame. It is as wide as there is room, and not wider than it says; where styles are taken out of it, the numbers are
/// left.
fn frame(src: &str, title: &str, width: u32, height: u32) -> String {
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"{width}\" height=\"{height}\" \
         style=\"width: 100%; max-width: {width}px; border: 0\" allow=\"cross-origin-isolated\" loading=\"lazy\"></iframe>",
        escaped(src),
        escaped(title)
    )
}

/// A text as it stands in an attribute.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let text = text.replace('>', "&gt;").replace('"', "&quot;");
    text.replace('\'', "&#39;")
}

/// Says with the page of a lesson where to ask how to show it.
pub async fn announced(State(known): State<Known>, request: Request, next: Next) -> Response {
    let uri = request.uri();
    let is_page = matches!(uri.path(), "/" | "/index.html") && request.method() != Method::POST;
    let query = uri.query().filter(|_| is_page);
    let both = query.zip(known.place(request.headers()));
    let link = both.and_then(|(query, place)| link(query, &place));
    let mut response = next.run(request).await;
    let link = link.map(|link| (header::LINK, link));
    response.headers_mut().extend(link);
    response
}

fn link(query: &str, place: &Place) -> Option<HeaderValue> {
    let (query, _) = shown(query)?;
    let place = place.address();
    let url = format!("{place}?{query}");
    let url = utf8_percent_encode(&url, NON_ALPHANUMERIC);
    let link = format!(
        "<{place}oembed?format=json&url={url}>; rel=\"alternate\"; type=\"application/json+oembed\""
    );
    HeaderValue::try_from(link).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unescaped(text: &str) -> String {
        let text = text.replace("&#39;", "'").replace("&quot;", "\"");
        let text = text.replace("&gt;", ">").replace("&lt;", "<");
        text.replace("&amp;", "&")
    }

    /// The value of an attribute as a browser would read it.
    fn attribute(html: &str, name: &str) -> String {
        let from = html.split_once(&format!(" {name}=\"")).unwrap().1;
        unescaped(from.split_once('"').unwrap().0)
    }

    #[test]
    fn only_programs_are_passed_on_behind_the_sign() {
        assert_eq!(program("code=1/aZ09-_"), "#code=1/aZ09-_");
        for other in [
            "",
            "code",
            "x=1",
            "code=1/a&from=around",
            "code=\"",
            "code=1/é",
        ] {
            assert_eq!(program(other), "", "{other}");
        }
    }

    proptest! {
        #[test]
        fn nothing_leaves_its_attribute(src in r#"([<>"'& =a/]|&quot;|&#39;|\PC){0,30}"#, title in r#"([<>"'& =a/]|&lt;|\PC){0,30}"#) {
            let html = frame(&src, &title, 720, 520);
            prop_assert_eq!(html.matches('<').count(), 2);
            prop_assert_eq!(html.matches('>').count(), 2);
            prop_assert_eq!(html.matches('"').count(), 14);
            prop_assert!(!html.contains('\''));
            prop_assert_eq!(attribute(&html, "src"), src);
            prop_assert_eq!(attribute(&html, "title"), title);
        }

        #[test]
        fn what_is_written_of_an_address_is_plain(value in r#"([<>"'&# =%a/;+]|%22|%3c|%0a|\PC){0,30}"#) {
            let (_, read) = pair(&format!("question={value}"));
            let written = utf8_percent_encode(&read, WRITTEN).to_string();
            prop_assert!(written.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~,%".contains(&byte)));
            prop_assert_eq!(pair(&format!("question={written}")).1, read);
        }
    }
}
