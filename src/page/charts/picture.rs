//! A picture that fills in as its pieces arrive.

use crate::comparison::Piece;
use crate::view::charts::shades::{colour, rows_of_chunk};
use std::rc::Rc;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};
use yew::prelude::*;

/// What the picture is a view of.
#[derive(Properties, Clone)]
pub struct PictureProps {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Into how many pieces the rows are cut, as evenly as whole rows allow.
    pub chunk_count: u32,
    /// What is there so far; grows while a run goes on.
    pub pieces: Rc<Vec<Piece>>,
    /// Another number is another run: the picture starts anew.
    pub generation: u32,
    /// What the picture shows.
    pub label: AttrValue,
}

/// Pieces are replaced by a longer list, never changed in place.
impl PartialEq for PictureProps {
    fn eq(&self, other: &Self) -> bool {
        self.run() == other.run()
            && Rc::ptr_eq(&self.pieces, &other.pieces)
            && self.pieces.len() == other.pieces.len()
            && self.label == other.label
    }
}

impl PictureProps {
    /// What must stay the same for new pieces to be added to those drawn.
    const fn run(&self) -> [u32; 4] {
        [self.width, self.height, self.chunk_count, self.generation]
    }
}

/// The canvas. Only pieces not drawn yet are drawn.
#[component]
pub fn Picture(props: &PictureProps) -> Html {
    let node = use_node_ref();
    let drawn = use_mut_ref(|| ([0; 4], 0usize));
    {
        let (node, props) = (node.clone(), props.clone());
        use_effect_with(props, move |props| {
            let mut drawn = drawn.borrow_mut();
            let context = node
                .cast::<HtmlCanvasElement>()
                .and_then(|canvas| canvas.get_context("2d").ok().flatten())
                .and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok());
            let Some(context) = context else {
                return;
            };
            if drawn.0 != props.run() || drawn.1 > props.pieces.len() {
                context.clear_rect(0.0, 0.0, props.width.into(), props.height.into());
                *drawn = (props.run(), 0);
            }
            for piece in &props.pieces[drawn.1..] {
                draw(&context, piece, props);
            }
            drawn.1 = props.pieces.len();
        });
    }
    let (width, height) = (props.width.to_string(), props.height.to_string());
    let style = format!("aspect-ratio: {width} / {height}");
    html! {
        <canvas class="picture" ref={node} role="img" aria-label={props.label.clone()} {width} {height} {style} />
    }
}

/// Draws a piece in its rows. One of the wrong size is left out rather than drawn askew.
fn draw(context: &CanvasRenderingContext2d, piece: &Piece, props: &PictureProps) {
    let rows = rows_of_chunk(props.height, props.chunk_count, piece.chunk);
    let pixels = u64::from(rows.end - rows.start) * u64::from(props.width);
    if pixels == 0 || piece.shades.len() as u64 != pixels {
        return;
    }
    let colours: Vec<u8> = piece
        .shades
        .iter()
        .flat_map(|&shade| colour(shade))
        .collect();
    if let Ok(image) = ImageData::new_with_u8_clamped_array(Clamped(&colours), props.width) {
        // Fails only for an image without pixels, which was left out above.
        let _ = context.put_image_data(&image, 0.0, f64::from(rows.start));
    }
}
