//! A picture that fills in as its pieces arrive.

use crate::batches::Batches;
use crate::comparison::Piece;
use crate::view::charts::shades::colour;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};
use yew::prelude::*;

/// What the picture is a view of.
#[derive(Properties, Clone, PartialEq)]
pub struct PictureProps {
    /// What is there so far; grows while a run goes on.
    pub pieces: Batches<Piece>,
    /// Another number is another run: the picture starts anew.
    pub generation: u32,
    /// What the picture shows.
    pub label: AttrValue,
}

/// The canvas. Only pieces not drawn yet are drawn.
#[component]
pub fn Picture(props: &PictureProps) -> Html {
    let node = use_node_ref();
    let drawn = use_mut_ref(|| (0, 0usize));
    {
        let (node, props) = (node.clone(), props.clone());
        use_effect_with(props, move |props| {
            let mut drawn = drawn.borrow_mut();
            let Some(canvas) = node.cast::<HtmlCanvasElement>() else {
                return;
            };
            if drawn.0 != props.generation || drawn.1 > props.pieces.len() {
                *drawn = (props.generation, 0);
                // A canvas that is given a size is empty.
                canvas.set_width(canvas.width());
            }
            // How large it is its first piece says, which may come later than the run begins.
            if let (0, Some(first)) = (drawn.1, props.pieces.get(0)) {
                canvas.set_width(first.of.width);
                canvas.set_height(first.of.height);
            }
            let context = canvas.get_context("2d").ok().flatten();
            let context = context.and_then(|any| any.dyn_into::<CanvasRenderingContext2d>().ok());
            let Some(context) = context else {
                return;
            };
            props
                .pieces
                .iter_from(drawn.1)
                .for_each(|piece| draw(&context, piece));
            drawn.1 = props.pieces.len();
        });
    }
    html! {
        <canvas class="picture" ref={node} role="img" aria-label={props.label.clone()} />
    }
}

/// Draws a piece in its rows. One of the wrong size is left out rather than drawn askew.
fn draw(context: &CanvasRenderingContext2d, piece: &Piece) {
    let width = piece.of.width;
    if piece.shades.is_empty() || width == 0 || !piece.shades.len().is_multiple_of(width as usize) {
        return;
    }
    let colours: Vec<u8> = piece
        .shades
        .iter()
        .flat_map(|&shade| match piece.of.is_grey {
            true => [shade, shade, shade, 255],
            false => colour(shade),
        })
        .collect();
    if let Ok(image) = ImageData::new_with_u8_clamped_array(Clamped(&colours), width) {
        // Fails only for an image without pixels, which was left out above.
        let _ = context.put_image_data(&image, 0.0, piece.top.into());
    }
}
