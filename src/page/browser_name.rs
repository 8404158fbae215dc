//! The browser's name and major version, and no more: a shared result identifies nobody.

/// "Firefox 153" out of a user agent string; "unknown" where it says nothing known.
pub fn browser_name(user_agent: &str) -> String {
    // Order matters: most browsers also claim to be those further down.
    const KNOWN: [(&str, &str); 6] = [
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("HeadlessChrome/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Version/", "Safari"),
    ];
    for (mark, name) in KNOWN {
        let Some((_, rest)) = user_agent.split_once(mark) else {
            continue;
        };
        let major: String = rest.chars().take_while(char::is_ascii_digit).collect();
        // Nobody ships Safari for Linux: it is WebKitGTK or WPE.
        let is_webkit = name == "Safari" && user_agent.contains("Linux");
        let name = if is_webkit { "WebKit" } else { name };
        return format!("{name} {major}");
    }
    "unknown".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_major_versions() {
        let check = |user_agent, expect| assert_eq!(browser_name(user_agent), expect);
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
            "Firefox 153",
        );
        check(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
            "Chrome 156",
        );
        check(
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36 Edg/156.0.1.2",
            "Edge 156",
        );
        check(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15",
            "WebKit 26",
        );
        check(
            "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/26.1 Safari/605.1.15",
            "Safari 26",
        );
        check("curl/8", "unknown");
    }
}
