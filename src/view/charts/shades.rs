//! From shades to colours.

/// Where the colours of the palette are given: shade, red, green, blue. Between them it is straight.
/// Low shades (points that escape soon) cover most of the picture, so they get most of the range.
const STOPS: [[u8; 4]; 7] = [
    [0, 16, 20, 31],
    [1, 27, 42, 73],
    [6, 46, 94, 150],
    [16, 116, 175, 214],
    [40, 246, 232, 195],
    [100, 226, 142, 51],
    [255, 122, 46, 20],
];

/// Red, green, blue and opacity of a shade; 0 is inside the set, and dark.
pub fn colour(shade: u8) -> [u8; 4] {
    let upper = STOPS
        .iter()
        .position(|stop| stop[0] >= shade)
        .unwrap_or(STOPS.len() - 1);
    let (a, b) = (STOPS[upper.saturating_sub(1)], STOPS[upper]);
    let (span, along) = (
        i32::from(b[0]) - i32::from(a[0]),
        i32::from(shade) - i32::from(a[0]),
    );
    let mix = |channel: usize| {
        let (from, to) = (i32::from(a[channel]), i32::from(b[channel]));
        (from + (to - from) * along / span.max(1)) as u8
    };
    [mix(1), mix(2), mix(3), 255]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inside_is_darkest_and_neighbouring_shades_are_near() {
        let light = |shade| {
            colour(shade)[..3]
                .iter()
                .map(|&c| i32::from(c))
                .sum::<i32>()
        };
        assert!((1..=255).all(|shade| light(shade) > light(0)));
        for shade in 1..255 {
            let (a, b) = (colour(shade), colour(shade + 1));
            assert!(a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 16), "{shade}");
        }
        assert_eq!(colour(16), [116, 175, 214, 255]);
    }
}
