//! Writes the SVG: a title, the cells between their axes, and a legend with counts.
//!
//! `main.rs` calls [`draw`].

use std::fmt::{self, Write};

use port_registry::{Port, PortClass, Protocol, SNAPSHOT, Status};

use crate::kind::Kind;
use crate::shape::{COLUMNS, Shape};
use crate::text::Grouped;

/// The side of a cell, in the units of the picture, as all lengths here.
const CELL: u32 = 4;
/// The position of the first cell.
const LEFT: u32 = 96;
const TOP: u32 = 128;
/// The space between two classes.
const GAP: u32 = 14;
const SIDE: u32 = COLUMNS * CELL;
const RIGHT: u32 = LEFT + SIDE;
const BOTTOM: u32 = TOP + SIDE + 2 * GAP;
const WIDTH: u32 = RIGHT + 60;
const HEIGHT: u32 = BOTTOM + 270;

/// Assigned is blue and reserved is orange: people with any kind of colour vision can distinguish
/// these two. Within a status, well-known ports have more contrast with the background than the
/// others.
const STYLE: &str = "
text{font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-size:22px;fill:#1f2328}
.name{font-size:34px;font-weight:600}
.axis{fill:#59636e}
.middle{text-anchor:middle}
.end{text-anchor:end}
.number{text-anchor:end;font-variant-numeric:tabular-nums}
.page{fill:#fff}
.bracket{fill:none;stroke:#818b98;stroke-width:2}
.edge{fill:none;stroke:#818b98}
#ports{fill:none;stroke-width:1;shape-rendering:crispEdges}
.assigned.well-known{stroke:#0a3069}
.assigned.registered{stroke:#2f81d0}
.reserved.well-known{stroke:#a84300}
.reserved.registered{stroke:#cc6600}
.unassigned.well-known{stroke:#d3d9e0}
.unassigned.registered{stroke:#e7ebef}
.dynamic{stroke:#bfe0d3}
.assigned path:hover{stroke:#d6007a}
@media(prefers-color-scheme:dark){
text{fill:#f0f6fc}
.axis{fill:#9ea7b1}
.page{fill:#0d1117}
.bracket,.edge{stroke:#6e7681}
.assigned.well-known{stroke:#b6dcff}
.assigned.registered{stroke:#3d8ee0}
.reserved.well-known{stroke:#ffb870}
.reserved.registered{stroke:#d9701a}
.unassigned.well-known{stroke:#353c45}
.unassigned.registered{stroke:#22282f}
.dynamic{stroke:#1b4a40}
.assigned path:hover{stroke:#ff7ac1}
}
";

/// Returns the SVG picture of the ports of a transport protocol.
pub fn draw(protocol: Protocol) -> Result<String, fmt::Error> {
    let shapes = Shape::all(protocol);
    let mut svg = String::new();
    write_head(&mut svg, protocol, &shapes)?;
    write_axes(&mut svg)?;
    writeln!(svg, "<g id=\"ports\">")?;
    for kind in Kind::ALL {
        write_cells(&mut svg, kind, &shapes)?;
    }
    writeln!(svg, "</g>")?;
    write_legend(&mut svg, &shapes)?;
    writeln!(svg, "</svg>")?;
    Ok(svg)
}

/// Returns the number of ports whose kind fulfils the condition.
fn count(shapes: &[Shape], is_counted: impl Fn(Kind) -> bool) -> Grouped {
    let counted = shapes.iter().filter(|shape| is_counted(shape.kind));
    Grouped(counted.map(Shape::len).sum())
}

fn write_head(svg: &mut String, protocol: Protocol, shapes: &[Shape]) -> fmt::Result {
    let of = |status| count(shapes, |kind| kind.status == status);
    let name = protocol.as_str().to_uppercase();
    write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         role=\"img\" aria-labelledby=\"title description\">\n\
         <title id=\"title\">{name} ports</title>\n\
         <desc id=\"description\">The 65,536 {name} ports by IANA's registry of {SNAPSHOT}, in 256 \
         rows of 256 cells from port 0 at the top left: {} are assigned, {} reserved, {} \
         unassigned and {} dynamic.</desc>\n\
         <style>{STYLE}</style>\n\
         <rect class=\"page\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"12\"/>\n",
        of(Status::Assigned),
        of(Status::Reserved),
        of(Status::Unassigned),
        of(Status::Dynamic),
    )?;
    writeln!(
        svg,
        "<text class=\"name\" x=\"{LEFT}\" y=\"52\">{name} ports</text>\n\
         <text class=\"axis end\" x=\"{RIGHT}\" y=\"52\">IANA's registry of {SNAPSHOT}</text>",
    )
}

/// Returns by how much the cells of a class are moved down, to leave space between the classes.
const fn gap(class: PortClass) -> u32 {
    match class {
        PortClass::WellKnown => 0,
        PortClass::Registered => GAP,
        PortClass::Dynamic => 2 * GAP,
    }
}

/// Returns the first row of a class, and the row after its last.
fn rows(class: PortClass) -> (u32, u32) {
    let range = class.range();
    let row = |port: Port| u32::from(port.get()) / COLUMNS;
    (row(range.first()), row(range.last()) + 1)
}

/// Writes column numbers above the cells, first ports of rows at the left, classes at the right.
fn write_axes(svg: &mut String) -> fmt::Result {
    for column in [0, 64, 128, 192] {
        let x = LEFT + column * CELL + CELL / 2;
        let y = TOP - 14;
        writeln!(
            svg,
            "<text class=\"axis middle\" x=\"{x}\" y=\"{y}\">+{column}</text>"
        )?;
    }
    for class in PortClass::ALL {
        let (first, end) = rows(class);
        let top = TOP + gap(class);
        for row in (first..end).filter(|row| *row == first || row % 32 == 0) {
            // The baseline is below the row's top, so that the label begins there.
            let y = top + row * CELL + 16;
            let (port, x) = (row * COLUMNS, LEFT - 12);
            writeln!(
                svg,
                "<text class=\"axis number\" x=\"{x}\" y=\"{y}\">{port}</text>"
            )?;
        }
        let (top, bottom) = (top + first * CELL, top + end * CELL);
        let x = RIGHT + 10;
        writeln!(
            svg,
            "<path class=\"bracket\" d=\"M{x} {top}h8V{bottom}h-8\"/>"
        )?;
        let range = class.range();
        // The well-known ports are four rows, too few for a vertical label at their side.
        let place = if class == PortClass::WellKnown {
            format!("class=\"axis end\" x=\"{}\" y=\"{}\"", x + 8, top - 14)
        } else {
            let (x, y) = (x + 18, u32::midpoint(top, bottom));
            format!("class=\"axis middle\" transform=\"translate({x} {y}) rotate(90)\"")
        };
        writeln!(svg, "<text {place}>{class}: {range}</text>")?;
    }
    let y = BOTTOM + 28;
    writeln!(
        svg,
        "<text class=\"axis end\" x=\"{RIGHT}\" y=\"{y}\">65535</text>"
    )
}

/// Writes the cells of a kind. Each shape of assigned ports has its own title; the others share
/// one.
fn write_cells(svg: &mut String, kind: Kind, shapes: &[Shape]) -> fmt::Result {
    let Kind { status, class } = kind;
    let mut shapes = shapes.iter().filter(|shape| shape.kind == kind).peekable();
    if shapes.peek().is_none() {
        return Ok(());
    }
    let y = TOP + gap(class) + CELL / 2;
    writeln!(
        svg,
        "<g class=\"{status} {class}\" transform=\"translate({LEFT} {y}) scale({CELL})\">"
    )?;
    if status == Status::Assigned {
        for shape in shapes {
            writeln!(
                svg,
                "<path d=\"{shape}\"><title>{}</title></path>",
                shape.title()
            )?;
        }
    } else {
        svg.push_str("<path d=\"");
        for shape in shapes {
            write!(svg, "{shape}")?;
        }
        writeln!(svg, "\"><title>{status}</title></path>")?;
    }
    writeln!(svg, "</g>")
}

/// Writes the legend: a line for each status, a column for each class, and the number of ports in
/// both.
fn write_legend(svg: &mut String, shapes: &[Shape]) -> fmt::Result {
    const HEADINGS: u32 = BOTTOM + 84;
    const LINE: u32 = 38;
    let x_of = |class| match class {
        PortClass::WellKnown => LEFT + 400,
        PortClass::Registered => LEFT + 700,
        PortClass::Dynamic => RIGHT,
    };
    writeln!(svg, "<g id=\"legend\">")?;
    for class in PortClass::ALL {
        let (x, range) = (x_of(class), class.range());
        writeln!(
            svg,
            "<text class=\"axis number\" x=\"{x}\" y=\"{HEADINGS}\">{class}: {range}</text>"
        )?;
    }
    for (line, status) in (1..).zip(Status::ALL) {
        let y = HEADINGS + line * LINE;
        writeln!(svg, "<text x=\"{LEFT}\" y=\"{y}\">{status}</text>")?;
        for kind in Kind::ALL.into_iter().filter(|kind| kind.status == status) {
            let (class, x) = (kind.class, x_of(kind.class));
            let (swatch, middle, top) = (x - 128, y - 8, y - 19);
            let ports = count(shapes, |other| other == kind);
            writeln!(
                svg,
                "<path class=\"{status} {class}\" stroke-width=\"22\" d=\"M{swatch} {middle}h22\"/>\n\
                 <rect class=\"edge\" x=\"{swatch}\" y=\"{top}\" width=\"22\" height=\"22\"/>\n\
                 <text class=\"number\" x=\"{x}\" y=\"{y}\">{ports}</text>"
            )?;
        }
    }
    writeln!(svg, "</g>")
}
