//! Tests of the picture of the port space: that it is well formed, complete, and as committed.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use roxmltree::{Document, Node};
use support::fed::text;
use support::oracle::{self, PROTOCOLS, SHIPPED, class};
use support::program::{program, run};

fn picture(protocol: &str) -> String {
    let output = run("port-map", &["--protocol", protocol], "");
    assert!(output.status.success());
    assert_eq!(text(&output.stderr), "");
    text(&output.stdout).to_owned()
}

/// Returns the element with this id.
fn by_id<'a>(document: &'a Document, id: &str) -> Node<'a, 'a> {
    let mut nodes = document.descendants();
    nodes.find(|node| node.attribute("id") == Some(id)).unwrap()
}

fn elements<'a>(node: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children()
        .filter(move |child| child.has_tag_name(name))
}

fn title<'a>(node: Node<'a, 'a>) -> &'a str {
    elements(node, "title").next().unwrap().text().unwrap()
}

/// Returns the ports of strokes `M column row h length`, in cells.
fn ports(path: Node) -> Vec<u16> {
    let strokes = path.attribute("d").unwrap().strip_prefix('M').unwrap();
    let mut ports = Vec::new();
    for stroke in strokes.split('M') {
        let (place, len) = stroke.split_once('h').unwrap();
        let (column, row) = place.split_once(' ').unwrap();
        let [column, row, len] = [column, row, len].map(|number| number.parse::<u16>().unwrap());
        assert!(column + len <= 256, "{stroke} leaves the row");
        ports.extend((column..column + len).map(|column| row * 256 + column));
    }
    ports
}

/// Returns the status and the class in the form in which the elements are marked.
fn kind(port: u16, protocol: &'static str) -> String {
    format!("{} {}", SHIPPED.status(port, protocol), class(port))
}

/// Returns the rest of the tooltip of an assigned port.
fn described(port: u16, protocol: &'static str) -> String {
    let services: Vec<String> = SHIPPED
        .services(port, protocol)
        .into_iter()
        .map(|row| {
            let row = &SHIPPED.rows[row];
            let description = row.description().replace('\n', " ");
            if description.is_empty() || description.eq_ignore_ascii_case(row.name()) {
                row.name().to_owned()
            } else {
                format!("{}: {description}", row.name())
            }
        })
        .collect();
    if !services.is_empty() {
        return format!(" {}", services.join("\n"));
    }
    let mut rows = SHIPPED.covering(port, protocol).iter();
    let used = rows.find(|row| SHIPPED.rows[**row].status() == "assigned");
    format!(": {}", SHIPPED.rows[*used.unwrap()].description())
}

#[test]
fn every_port_is_drawn_once_in_its_kind_with_its_title() {
    for protocol in PROTOCOLS {
        let svg = picture(protocol);
        let document = Document::parse(&svg).unwrap();
        let mut drawn = vec![0; 1 << 16];
        for group in elements(by_id(&document, "ports"), "g") {
            for path in elements(group, "path") {
                let ports = ports(path);
                for port in &ports {
                    drawn[usize::from(*port)] += 1;
                    let kind = kind(*port, protocol);
                    assert_eq!(group.attribute("class"), Some(&*kind), "{port}/{protocol}");
                }
                let (first, last) = (ports[0], ports[ports.len() - 1]);
                let status = SHIPPED.status(first, protocol);
                if status != "assigned" {
                    assert_eq!(title(path), status);
                    continue;
                }
                assert!(ports.iter().copied().eq(first..=last), "one run of ports");
                for port in ports {
                    let number = if first == last {
                        port.to_string()
                    } else {
                        format!("{first}-{last}")
                    };
                    assert_eq!(title(path), number + &described(port, protocol));
                }
            }
        }
        assert!(drawn.iter().all(|times| *times == 1), "{protocol}");
    }
}

#[test]
fn cells_are_in_rows_of_256_and_classes_below_each_other() {
    let svg = picture("tcp");
    let document = Document::parse(&svg).unwrap();
    // The origin and the size of a cell of each group, by class.
    let mut places: BTreeMap<&str, BTreeSet<Vec<i64>>> = BTreeMap::new();
    for group in elements(by_id(&document, "ports"), "g") {
        let transform = group.attribute("transform").unwrap();
        let numbers = transform.split(|c: char| !c.is_ascii_digit());
        let numbers = numbers.filter_map(|number| number.parse().ok()).collect();
        let (_, class) = group.attribute("class").unwrap().split_once(' ').unwrap();
        places.entry(class).or_default().insert(numbers);
    }
    let place = |class: &str| -> [i64; 3] {
        assert_eq!(
            places[class].len(),
            1,
            "all kinds of a class stand together"
        );
        let place = places[class].first().unwrap();
        place.clone().try_into().unwrap()
    };
    let [x, top, cell] = place("well-known");
    let gap = place("registered")[1] - top;
    assert!(gap > cell);
    assert_eq!(place("registered"), [x, top + gap, cell]);
    assert_eq!(place("dynamic"), [x, top + 2 * gap, cell]);

    // The view box contains all cells.
    let view_box = document.root_element().attribute("viewBox").unwrap();
    let view_box: Vec<i64> = view_box.split(' ').map(|n| n.parse().unwrap()).collect();
    assert!(x > 0 && top > 0 && cell > 0);
    assert!(x + 256 * cell < view_box[2] && top + 2 * gap + 256 * cell < view_box[3]);
}

#[test]
fn the_legend_and_the_description_count_the_ports() {
    for protocol in PROTOCOLS {
        let svg = picture(protocol);
        let document = Document::parse(&svg).unwrap();
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        for port in 0..=u16::MAX {
            *counted.entry(kind(port, protocol)).or_default() += 1;
        }

        let mut told = BTreeMap::new();
        for swatch in elements(by_id(&document, "legend"), "path") {
            let mut after = swatch
                .next_siblings()
                .filter(|node| node.has_tag_name("text"));
            let count = after.next().and_then(|node| node.text()).unwrap();
            let count: usize = count.replace(',', "").parse().unwrap();
            told.insert(swatch.attribute("class").unwrap().to_owned(), count);
        }
        assert_eq!(told.values().sum::<usize>(), 1 << 16);
        told.retain(|_, count| *count > 0);
        assert_eq!(told, counted);

        let description = by_id(&document, "description").text().unwrap();
        let digits = description.replace(',', "");
        for status in ["assigned", "reserved", "unassigned", "dynamic"] {
            let of_status = |(kind, _): &(&String, &usize)| kind.split(' ').next() == Some(status);
            let sum: usize = counted
                .iter()
                .filter(of_status)
                .map(|(_, count)| count)
                .sum();
            let told = [format!(" {sum} are {status}"), format!(" {sum} {status}")];
            assert!(
                told.iter().any(|told| digits.contains(told)),
                "{description}"
            );
        }
    }
}

#[test]
fn the_picture_has_a_title_a_description_and_labels() {
    let svg = picture("udp");
    let document = Document::parse(&svg).unwrap();
    let root = document.root_element();
    assert_eq!(
        root.tag_name().namespace(),
        Some("http://www.w3.org/2000/svg")
    );
    assert_eq!(root.attribute("role"), Some("img"));
    assert_eq!(root.attribute("aria-labelledby"), Some("title description"));
    assert_eq!(by_id(&document, "title").text(), Some("UDP ports"));
    let snapshot = oracle::file("snapshot");
    assert!(
        by_id(&document, "description")
            .text()
            .unwrap()
            .contains(snapshot.trim())
    );
    let labels: BTreeSet<&str> = document
        .descendants()
        .filter(|node| node.has_tag_name("text"))
        .filter_map(|node| node.text())
        .collect();
    for label in ["0", "1024", "49152", "65535", "well-known: 0-1023"] {
        assert!(labels.contains(label), "{label}: {labels:?}");
    }
}

/// Returns the contrast ratio of two colours (WCAG 2).
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let digits = colour.strip_prefix('#').unwrap();
        let digits = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            _ => digits.to_owned(),
        };
        let part = |at: usize| {
            let part = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).unwrap()) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn colours_can_be_distinguished_in_light_and_dark() {
    let svg = picture("tcp");
    let document = Document::parse(&svg).unwrap();
    let style = document
        .descendants()
        .find(|node| node.has_tag_name("style"));
    let style = style.unwrap().text().unwrap();
    let schemes = style
        .split_once("@media(prefers-color-scheme:dark){")
        .unwrap();
    for rules in [schemes.0, schemes.1] {
        let colour = |selector: &str| {
            let start = format!("\n{selector}{{");
            let (_, rule) = rules
                .split_once(&start)
                .unwrap_or_else(|| panic!("{selector}"));
            let (rule, _) = rule.split_once('}').unwrap();
            let value = rule.rsplit([':', ';']).find(|value| value.starts_with('#'));
            value.unwrap()
        };
        let page = colour(".page");
        for text in ["text", ".axis"] {
            assert!(contrast(colour(text), page) >= 4.5, "{text}");
        }
        for class in ["well-known", "registered"] {
            let of = |status: &str| colour(&format!(".{status}.{class}"));
            for status in ["assigned", "reserved"] {
                let ratio = contrast(of(status), of("unassigned"));
                assert!(ratio >= 3.0, "{status} {class}: {ratio}");
            }
        }
        let kinds = (0..=u16::MAX).map(|port| kind(port, "tcp"));
        let kinds: BTreeSet<String> = kinds.collect();
        assert_eq!(kinds.len(), 7);
        let colours: BTreeSet<&str> = kinds
            .iter()
            .map(|kind| match kind.split_once(' ').unwrap() {
                ("dynamic", _) => colour(".dynamic"),
                (status, class) => colour(&format!(".{status}.{class}")),
            })
            .collect();
        assert_eq!(colours.len(), kinds.len());
    }
}

#[test]
fn the_picture_of_the_readme_is_what_the_program_draws() {
    let svg = picture("tcp");
    assert!(svg.len() < 500_000, "{}", svg.len());
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = package.join("examples/port-map/tcp.svg");
    // `cargo package` adds this file and leaves the picture out.
    if package.join("Cargo.toml.orig").exists() && !path.exists() {
        println!("skipped: a package has no pictures");
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    // Not `assert_eq`, which would print both.
    assert!(
        committed == svg,
        "draw it again: cargo run --example port-map > {}",
        path.display()
    );
    assert_eq!(
        text(&run("port-map", &[], "").stdout),
        svg,
        "tcp is the default"
    );
}

#[test]
fn wrong_arguments_are_errors() {
    for (arguments, message) in [
        (
            &["--protocol", "icmp"][..],
            "port-map: unknown transport protocol \"icmp\": expected tcp, udp, sctp or dccp\n",
        ),
        (&["-p"], "port-map: missing argument for option '-p'\n"),
        (&["tcp"], "port-map: unexpected argument \"tcp\"\n"),
        (&["--hilbert"], "port-map: invalid option '--hilbert'\n"),
    ] {
        let output = run("port-map", arguments, "");
        assert_eq!(text(&output.stderr), message);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
    }
    assert!(text(&run("port-map", &["--help"], "").stdout).contains("Usage: port-map"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let output = program("port-map")
        .stdout(support::fed::full_disk())
        .output()
        .unwrap();
    let message = text(&output.stderr);
    assert!(
        message.starts_with("port-map: cannot write the output: "),
        "{message}"
    );
    assert_eq!(output.status.code(), Some(2));
}
