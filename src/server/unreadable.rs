//! What is no request is answered before any of our code sees it, with a bare head. This puts the sentence and the
//! headers in that all other answers have.

use super::headers;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The longest head that can be such an answer's.
const MOST_BYTES: usize = 256;

/// What may be said of a request that can't be read, by its status.
const SENTENCES: [(&str, &str); 3] = [
    ("400", "This is no request that can be read.\n"),
    ("414", "This address is too long.\n"),
    ("431", "The head of this request is too long.\n"),
];

/// Wraps a stream that answers are written to.
pub struct Outspoken<S> {
    stream: S,
    /// Without the headers, as a host without any would send it.
    is_plain: bool,
    /// What is written instead, and how much of that is.
    instead: Option<(Vec<u8>, usize)>,
}

impl<S: AsyncWrite + Unpin> Outspoken<S> {
    /// Wraps `stream`.
    pub fn new(stream: S, is_plain: bool) -> Self {
        Self {
            stream,
            is_plain,
            instead: None,
        }
    }

    /// Writes what stands instead, to its end; then `whole` counts as written.
    fn write_instead(&mut self, whole: usize, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        while let Some((answer, done)) = &mut self.instead {
            let rest = answer.get(*done..).unwrap_or_default();
            if rest.is_empty() {
                self.instead = None;
                break;
            }
            match Pin::new(&mut self.stream).poll_write(cx, rest) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(count)) => *done += count,
                Poll::Ready(Err(why)) => return Poll::Ready(Err(why)),
                Poll::Pending => return Poll::Pending,
            }
        }
        Poll::Ready(Ok(whole))
    }

    /// Whether something is to be written instead of that.
    fn takes(&mut self, bytes: &[u8]) -> bool {
        if self.instead.is_none() {
            let answer = answer(bytes, self.is_plain);
            self.instead = answer.map(|answer| (answer, 0));
        }
        self.instead.is_some()
    }
}

/// What to write instead of a bare head: nothing if that is none.
fn answer(bytes: &[u8], is_plain: bool) -> Option<Vec<u8>> {
    if bytes.len() > MOST_BYTES {
        return None;
    }
    let head = str::from_utf8(bytes).ok()?.strip_suffix("\r\n\r\n")?;
    let (status, fields) = head.split_once("\r\n")?;
    let code = status.strip_prefix("HTTP/1.1 ")?.split(' ').next()?;
    let (_, sentence) = SENTENCES.into_iter().find(|(known, _)| *known == code)?;
    // Ours have others besides, all of them.
    let is_bare = |line: &str| {
        let name = line.split(':').next().unwrap_or_default();
        ["connection", "content-length", "date"].contains(&name.to_ascii_lowercase().as_str())
    };
    if !fields.split("\r\n").all(is_bare) {
        return None;
    }
    let ours = if is_plain {
        String::new()
    } else {
        headers::lines()
    };
    let length = sentence.len();
    let answer = format!(
        "{status}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {length}\r\n{ours}\r\n{sentence}"
    );
    Some(answer.into_bytes())
}

impl<S: AsyncRead + Unpin> AsyncRead for Outspoken<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Outspoken<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.takes(bytes) {
            return self.write_instead(bytes.len(), cx);
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // A bare head is all that there is to write.
        if let [bytes] = slices
            && self.takes(bytes)
        {
            return self.write_instead(bytes.len(), cx);
        }
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_heads_are_told_from_answers_of_ours() {
        let bare = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\ndate: Thu, 26 Nov 2026 10:00:00 GMT\r\n\r\n";
        let said = String::from_utf8(answer(bare.as_bytes(), false).unwrap()).unwrap();
        assert!(said.starts_with("HTTP/1.1 400 Bad Request\r\n"));
        assert!(said.contains("\r\ncross-origin-embedder-policy: require-corp\r\n"));
        assert!(said.ends_with("\r\n\r\nThis is no request that can be read.\n"));
        let plain = String::from_utf8(answer(bare.as_bytes(), true).unwrap()).unwrap();
        assert!(!plain.contains("cross-origin"));
        for other in [
            // Ours, which has more.
            "HTTP/1.1 400 Bad Request\r\ncache-control: no-store\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            // More than a head.
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 1\r\n\r\nx",
            "",
        ] {
            assert_eq!(answer(other.as_bytes(), false), None, "{other:?}");
        }
    }
}
