//! Which pixels a triangle covers, in fixed point and without rounding.
//!
//! A pixel belongs to a triangle when its centre lies inside; a centre exactly on an edge belongs to the triangle on the
//! right of it, or above it where the edge is horizontal (the left-bottom rule that OpenGL windows have in Mesa). So
//! triangles that share an edge never share a pixel and never leave one out. Colours are of no concern here.

/// Sub-pixel steps in a pixel: eight bits, as llvmpipe and most GPUs have.
const STEPS: i64 = 256;

/// Coordinates further out than this, in pixels, are clipped first so that the fixed-point arithmetic fits 64 bits.
const GUARD: f64 = 1_048_576.0;

/// A point in sub-pixel steps, y downwards.
type FixedPoint = [i64; 2];

/// A rectangle of pixels; the ends are exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PixelRect {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) right: usize,
    pub(super) bottom: usize,
}

/// Calls `span(row, start, end)` for each row of pixels within `clip` that the triangle covers, from the top.
///
/// Corners are in pixels, y downwards, in either winding. A triangle with a coordinate that is not finite covers nothing.
pub(super) fn for_each_span(
    corners: [[f32; 2]; 3],
    clip: PixelRect,
    mut span: impl FnMut(usize, usize, usize),
) {
    let within_guard = |value: &f32| f64::from(value.abs()) <= GUARD;
    if corners.as_flattened().iter().all(within_guard) {
        fixed_spans(corners.map(to_fixed), clip, &mut span);
    } else if corners.as_flattened().iter().all(|value| value.is_finite()) {
        let polygon = clipped_to_guard(corners);
        for index in 2..polygon.len() {
            let triangle = [polygon[0], polygon[index - 1], polygon[index]];
            fixed_spans(triangle, clip, &mut span);
        }
    }
}

fn to_fixed([x, y]: [f32; 2]) -> FixedPoint {
    [x, y].map(|value| snapped(f64::from(value)))
}

/// The nearest sub-pixel step, ties to even as in the processor's conversion instruction that llvmpipe uses.
fn snapped(value: f64) -> i64 {
    // 1.5 * 2^52: adding it leaves the rounded integer in the low bits, with no library call.
    const ROUNDER: f64 = 6_755_399_441_055_744.0;
    i64::from((value * STEPS as f64 + ROUNDER).to_bits() as u32 as i32)
}

/// First pixel column whose centre is at or right of the sub-pixel position `x`.
fn column_from(x: i64) -> i64 {
    (x + STEPS / 2 - 1) >> 8
}

/// First pixel row whose centre is below the sub-pixel position `y`.
fn row_from(y: i64) -> i64 {
    (y + STEPS / 2) >> 8
}

fn fixed_spans(
    mut corners: [FixedPoint; 3],
    clip: PixelRect,
    span: &mut impl FnMut(usize, usize, usize),
) {
    corners.sort_unstable_by_key(|&[_, y]| y);
    let [top, middle, bottom] = corners;
    let first = row_from(top[1]).max(clip.top as i64);
    let end = row_from(bottom[1]).min(clip.bottom as i64);
    let left = top[0].min(middle[0]).min(bottom[0]);
    let right = top[0].max(middle[0]).max(bottom[0]);
    let (left, right) = (column_from(left), column_from(right));
    let outside = right <= clip.left as i64 || left >= clip.right as i64;
    if first >= end || left >= right || outside {
        return;
    }
    let middle_is_right = cross(top, middle, bottom) < 0;
    let mut long = Edge::at(top, bottom, first);
    let bend = row_from(middle[1]).clamp(first, end);
    for (from, to, rows) in [(top, middle, first..bend), (middle, bottom, bend..end)] {
        if rows.is_empty() {
            continue;
        }
        let mut short = Edge::at(from, to, rows.start);
        for row in rows {
            let (a, b) = (long.next_column(), short.next_column());
            let (start, end) = if middle_is_right { (a, b) } else { (b, a) };
            let (start, end) = (start.max(clip.left as i64), end.min(clip.right as i64));
            if start < end {
                span(row as usize, start as usize, end as usize);
            }
        }
    }
}

/// Twice the area of the triangle, negative when `b` lies right of the line from `a` down to `c`.
fn cross(a: FixedPoint, b: FixedPoint, c: FixedPoint) -> i64 {
    (b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1])
}

/// An edge on its way down: for each row, the first column whose centre is not left of the edge.
///
/// The column is ceil(numerator / denominator), carried from row to row as floor and remainder.
struct Edge {
    column: i64,
    remainder: i64,
    column_step: i64,
    remainder_step: i64,
    denominator: i64,
}

impl Edge {
    /// The edge at a row whose centre lies between `from` and `to`, so `from[1] < to[1]`.
    fn at(from: FixedPoint, to: FixedPoint, row: i64) -> Self {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let center = row * STEPS + STEPS / 2;
        let denominator = dy * STEPS;
        let numerator = (from[0] - STEPS / 2) * dy + (center - from[1]) * dx + denominator - 1;
        Self {
            column: numerator.div_euclid(denominator),
            remainder: numerator.rem_euclid(denominator),
            column_step: dx.div_euclid(dy),
            remainder_step: dx.rem_euclid(dy) * STEPS,
            denominator,
        }
    }

    /// The column in this row; then goes one row down.
    fn next_column(&mut self) -> i64 {
        let column = self.column;
        self.column += self.column_step;
        self.remainder += self.remainder_step;
        if self.remainder >= self.denominator {
            self.remainder -= self.denominator;
            self.column += 1;
        }
        column
    }
}

/// The part of a huge triangle within [`GUARD`], as a convex polygon (Sutherland and Hodgman).
fn clipped_to_guard(corners: [[f32; 2]; 3]) -> Vec<FixedPoint> {
    let mut polygon = corners.map(|corner| corner.map(f64::from)).to_vec();
    for (axis, sign) in [(0, 1.0), (0, -1.0), (1, 1.0), (1, -1.0)] {
        let mut kept = Vec::with_capacity(polygon.len() + 1);
        for (index, &to) in polygon.iter().enumerate() {
            let from = polygon[(index + polygon.len() - 1) % polygon.len()];
            let (before, after) = (GUARD - sign * from[axis], GUARD - sign * to[axis]);
            if (before < 0.0) != (after < 0.0) {
                let t = before / (before - after);
                let mut crossing = [0, 1].map(|i| from[i] * (1.0 - t) + to[i] * t);
                crossing[axis] = sign * GUARD;
                kept.push(crossing);
            }
            if after >= 0.0 {
                kept.push(to);
            }
        }
        polygon = kept;
    }
    polygon
        .into_iter()
        .map(|point| point.map(snapped))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{PixelRect, for_each_span};

    const SIDE: usize = 8;

    /// How often each pixel of an 8 x 8 picture is covered by the triangles.
    fn counts(triangles: &[[[f32; 2]; 3]]) -> [[u8; SIDE]; SIDE] {
        let clip = PixelRect {
            left: 0,
            top: 0,
            right: SIDE,
            bottom: SIDE,
        };
        let mut counts = [[0; SIDE]; SIDE];
        for &corners in triangles {
            for_each_span(corners, clip, |row, start, end| {
                for count in &mut counts[row][start..end] {
                    *count += 1;
                }
            });
        }
        counts
    }

    fn rectangle(left: f32, top: f32, right: f32, bottom: f32) -> [[[f32; 2]; 3]; 2] {
        let [a, b, c, d] = [[left, top], [right, top], [right, bottom], [left, bottom]];
        [[a, b, c], [a, d, c]]
    }

    #[test]
    fn a_shared_diagonal_through_pixel_centres_is_drawn_once() {
        assert_eq!(counts(&rectangle(0.0, 0.0, 8.0, 8.0)), [[1; SIDE]; SIDE]);
    }

    #[test]
    fn centres_on_the_left_and_bottom_edges_belong_to_the_shape() {
        let counts = counts(&rectangle(1.5, 1.5, 3.5, 3.5));
        for (row, columns) in counts.iter().enumerate() {
            for (column, &count) in columns.iter().enumerate() {
                let inside = (2..4).contains(&row) && (1..3).contains(&column);
                assert_eq!(count, u8::from(inside), "{column}, {row}");
            }
        }
    }

    #[test]
    fn a_fan_around_an_odd_point_covers_each_pixel_once() {
        let hub = [3.37, 4.81];
        let rim = [
            [0.0, 0.0],
            [2.7, 0.0],
            [8.0, 0.0],
            [8.0, 8.0],
            [5.1, 8.0],
            [0.0, 8.0],
        ];
        let fan: Vec<_> = (0..rim.len())
            .map(|i| [hub, rim[i], rim[(i + 1) % rim.len()]])
            .collect();
        assert_eq!(counts(&fan), [[1; SIDE]; SIDE]);
    }

    #[test]
    fn the_order_of_corners_does_not_matter() {
        let [a, b, c] = [[0.3, 0.9], [7.7, 2.2], [1.1, 7.4]];
        let expected = counts(&[[a, b, c]]);
        for corners in [[a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]] {
            assert_eq!(counts(&[corners]), expected);
        }
    }

    #[test]
    fn degenerate_triangles_cover_nothing() {
        let line = [[0.0, 0.0], [4.0, 4.0], [8.0, 8.0]];
        let flat = [[0.0, 3.5], [8.0, 3.5], [4.0, 3.5]];
        let point = [[2.5, 2.5]; 3];
        assert_eq!(counts(&[line, flat, point]), [[0; SIDE]; SIDE]);
    }

    #[test]
    fn coordinates_that_are_no_numbers_cover_nothing() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let triangle = [[0.0, 0.0], [8.0, bad], [0.0, 8.0]];
            assert_eq!(counts(&[triangle]), [[0; SIDE]; SIDE]);
        }
    }

    #[test]
    fn huge_coordinates_cover_what_they_should() {
        let huge = f32::MAX / 2.0;
        assert_eq!(
            counts(&rectangle(-huge, -huge, huge, huge)),
            [[1; SIDE]; SIDE]
        );
        let half = counts(&rectangle(-1e30, -1e9, 4.0, 1e30));
        for columns in half {
            assert_eq!(columns, [1, 1, 1, 1, 0, 0, 0, 0]);
        }
        assert_eq!(counts(&rectangle(1e30, 0.0, 1e31, 8.0)), [[0; SIDE]; SIDE]);
    }
}
