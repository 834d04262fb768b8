//! A finished picture, and its way into a PNG file.
//!
//! It only encodes; writing the file is the caller's business.

use egui::Color32;

/// A picture of `width` times `height` pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Four bytes a pixel (red, green, blue, alpha), row after row from the top, without gaps.
    ///
    /// As in egui, colours are in gamma space and premultiplied by alpha; over an opaque background all are opaque.
    pub rgba: Vec<u8>,
}

/// Why a [`Picture`] could not be encoded.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// [`Picture::rgba`] does not hold four bytes for each pixel.
    #[error("a picture of {width} x {height} pixels cannot have {bytes} bytes")]
    Length {
        /// Width that the picture claims, in pixels.
        width: u32,
        /// Height that the picture claims, in pixels.
        height: u32,
        /// Length of its data.
        bytes: usize,
    },
    /// The encoder refused, for example because a side is zero.
    #[error("cannot encode the picture as PNG: {0}")]
    Encode(#[from] png::EncodingError),
}

impl Picture {
    /// The picture as the bytes of a PNG file; equal pictures give equal bytes.
    ///
    /// No filter: pages are mostly flat, and rows of flat colour pack best as they are. A picture that is opaque throughout is stored without alpha.
    ///
    /// # Errors
    /// When `rgba` does not fit `width` and `height`, or a side is zero.
    pub fn to_png(&self) -> Result<Vec<u8>, PictureError> {
        let (pixels, rest) = self.rgba.as_chunks::<4>();
        if !rest.is_empty() || pixels.len() as u64 != u64::from(self.width) * u64::from(self.height)
        {
            return Err(PictureError::Length {
                width: self.width,
                height: self.height,
                bytes: self.rgba.len(),
            });
        }
        if pixels.iter().all(|&[.., alpha]| alpha == u8::MAX) {
            let rgb: Vec<[u8; 3]> = pixels.iter().map(|&[r, g, b, _]| [r, g, b]).collect();
            return self.encode(png::ColorType::Rgb, rgb.as_flattened());
        }
        let straight: Vec<[u8; 4]> = pixels
            .iter()
            .map(|&[r, g, b, a]| {
                Color32::from_rgba_premultiplied(r, g, b, a).to_srgba_unmultiplied()
            })
            .collect();
        self.encode(png::ColorType::Rgba, straight.as_flattened())
    }

    fn encode(&self, color: png::ColorType, data: &[u8]) -> Result<Vec<u8>, PictureError> {
        let mut file = Vec::with_capacity(data.len() / 8);
        let mut encoder = png::Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(color);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        encoder.set_filter(png::Filter::NoFilter);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(data)?;
        writer.finish()?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::Picture;

    fn decoded(file: &[u8]) -> (u32, u32, png::ColorType, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file))
            .read_info()
            .unwrap();
        let mut data = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut data).unwrap();
        data.truncate(info.buffer_size());
        (info.width, info.height, info.color_type, data)
    }

    #[test]
    fn an_opaque_picture_comes_back_from_png_unchanged() {
        let picture = Picture {
            width: 2,
            height: 1,
            rgba: vec![1, 2, 3, 255, 4, 5, 6, 255],
        };
        let file = picture.to_png().unwrap();
        let expected = (2, 1, png::ColorType::Rgb, vec![1, 2, 3, 4, 5, 6]);
        assert_eq!(decoded(&file), expected);
        assert_eq!(file, picture.to_png().unwrap());
    }

    #[test]
    fn png_holds_straight_alpha() {
        let picture = Picture {
            width: 1,
            height: 2,
            rgba: vec![64, 0, 128, 128, 0, 0, 0, 0],
        };
        let expected = vec![128, 0, 255, 128, 0, 0, 0, 0];
        assert_eq!(decoded(&picture.to_png().unwrap()).3, expected);
    }

    #[test]
    fn a_picture_of_the_wrong_length_or_of_no_size_is_an_error() {
        let mut picture = Picture {
            width: 2,
            height: 1,
            rgba: vec![0; 7],
        };
        assert!(picture.to_png().is_err());
        (picture.width, picture.rgba) = (0, Vec::new());
        assert!(picture.to_png().is_err());
    }
}
