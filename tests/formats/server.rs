//! A server of another crate, as it is written with axum and tokio: ports in paths, queries and shared
//! state, and in tasks that a runtime moves between threads. Requests are passed to the router as
//! values, so that no test opens a socket.

use std::mem::{size_of, size_of_val};
use std::sync::Arc;

use axum::Router;
use axum::body::{self, Body};
use axum::extract::{Path, Query, State};
use axum::http::{Request, StatusCode};
use axum::routing::get;
use port_registry::port_set::PortSpec;
use port_registry::services_file::System;
use port_registry::{Endpoint, Port, PortRange, PortSet, Protocol, Service, port};
use serde::Deserialize;
use tokio::task::yield_now;
use tower::ServiceExt;

/// What the handlers share. axum clones the state for each request, so the sets are behind one `Arc`.
struct Firewall {
    open: PortSet,
    scanned: PortSpec,
    system: System,
}

type Shared = State<Arc<Firewall>>;

async fn endpoint(State(firewall): Shared, Path(endpoint): Path<Endpoint>) -> String {
    // The next line may be run by another thread.
    yield_now().await;
    let (port, protocol) = (endpoint.port(), endpoint.protocol());
    let state = if firewall.scanned.ports(protocol).contains(port) {
        "scanned"
    } else {
        "not scanned"
    };
    match firewall.system.by_port(port, protocol) {
        Some(service) => format!("{service}: {state}"),
        None => format!("{endpoint}: {state}"),
    }
}

/// The names are looked up in the state's file first.
async fn name(
    State(firewall): Shared,
    Path((protocol, name)): Path<(Protocol, String)>,
) -> Result<String, (StatusCode, String)> {
    let unknown = || (StatusCode::NOT_FOUND, format!("no {name} over {protocol}"));
    let found = firewall.system.by_name(&name, protocol);
    found.map(|found| found.to_string()).ok_or_else(unknown)
}

#[derive(Deserialize)]
struct Asked {
    port: Port,
    /// Without it, the ports of the state.
    among: Option<PortSet>,
}

async fn is_open(State(firewall): Shared, Query(asked): Query<Asked>) -> String {
    let Asked { port, among } = asked;
    // The future has this set by value.
    yield_now().await;
    let open = among.as_ref().unwrap_or(&firewall.open);
    format!("{port} of {open}: {}", open.contains(port))
}

#[derive(Deserialize)]
struct Rule {
    service: Service,
    #[serde(default, with = "port_registry::port_set::tcp")]
    also: PortSet,
    #[serde(default = "all")]
    from: PortRange,
    #[serde(default)]
    spec: Option<PortSpec>,
}

fn all() -> PortRange {
    PortRange::ALL
}

async fn rule(Query(rule): Query<Rule>) -> String {
    let Rule {
        service,
        also,
        from,
        spec,
    } = rule;
    yield_now().await;
    let spec = spec.map_or_else(String::new, |spec| format!(" spec {spec}"));
    format!("{service} also {also} from {from}{spec}")
}

fn server() -> Router {
    let firewall = Firewall {
        open: "ssh,http,https".parse().unwrap(),
        scanned: "22/tcp,53/udp".parse().unwrap(),
        system: System::new("intranet 443/tcp portal\n"),
    };
    Router::new()
        .route("/endpoint/{endpoint}", get(endpoint))
        .route("/name/{protocol}/{name}", get(name))
        .route("/open", get(is_open))
        .route("/rule", get(rule))
        .with_state(Arc::new(firewall))
}

/// Returns the status and the body of the answer.
async fn answer(server: &Router, uri: &str) -> (u16, String) {
    let request = Request::get(uri).body(Body::empty()).unwrap();
    let response = server.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn handlers_answer_from_paths_queries_and_the_shared_state() {
    let server = server();
    for (uri, body) in [
        ("/endpoint/22%2Ftcp", "ssh 22/tcp: scanned"),
        ("/endpoint/dns%2Fudp", "domain 53/udp: scanned"),
        ("/endpoint/domain%2Ftcp", "domain 53/tcp: not scanned"),
        ("/endpoint/%5B::1%5D:https", "intranet 443/tcp: not scanned"),
        ("/endpoint/60000%2Fudp", "60000/udp: not scanned"),
        ("/name/tcp/portal", "intranet 443/tcp"),
        ("/name/UDP/https", "https 443/udp"),
        ("/open?port=443", "443 of 22,80,443: true"),
        (
            "/open?port=443&among=22,8000-8100",
            "443 of 22,8000-8100: false",
        ),
        ("/open?port=22&among=ssh%2Csmtp", "22 of 22,25: true"),
        ("/open?among=&port=0", "0 of : false"),
        ("/rule?service=https/tcp", "https/tcp also  from 0-65535"),
        (
            "/rule?service=DOMAIN%2Fudp&also=oracle&from=1024-49151&spec=T:22,U:53",
            "domain/udp also 1521 from 1024-49151 spec T:22,U:53",
        ),
    ] {
        assert_eq!(answer(&server, uri).await, (200, body.to_owned()), "{uri}");
    }
}

#[tokio::test]
async fn bad_values_are_refused_with_the_message_of_the_crate() {
    let server = server();
    let path = |message: &str| format!("Invalid URL: Cannot parse {message}");
    let query = |message: &str| format!("Failed to deserialize query string: {message}");
    for (uri, status, body) in [
        (
            "/endpoint/htps",
            400,
            path(
                "`endpoint` with value `htps`: invalid endpoint \"htps\": expected a port or a service that has \
                 one; did you mean https?",
            ),
        ),
        (
            "/endpoint/70000%2Ftcp",
            400,
            path(
                "`endpoint` with value `70000/tcp`: invalid endpoint \"70000/tcp\": invalid port \"70000\": \
                 expected a number from 0 to 65535",
            ),
        ),
        (
            "/name/icmp/ssh",
            400,
            path(
                "`protocol` with value `icmp`: unknown transport protocol \"icmp\": expected tcp, udp, sctp or dccp",
            ),
        ),
        ("/name/udp/portal", 404, "no portal over udp".to_owned()),
        ("/open", 400, query("missing field `port`")),
        // serde_urlencoded parses the number itself, since a `Port` is read as a `u16`.
        (
            "/open?port=70000",
            400,
            query("port: number too large to fit in target type"),
        ),
        (
            "/open?port=https",
            400,
            query("port: invalid digit found in string"),
        ),
        (
            "/open?port=1&among=22,,80",
            400,
            query("among: invalid port set at byte 3: empty part \"\": expected a port or a range"),
        ),
        (
            "/rule?service=htps/tcp",
            400,
            query(
                "service: unknown service \"htps/tcp\": expected a name that is registered over this transport; \
                 did you mean https?",
            ),
        ),
        (
            "/rule?service=ssh/tcp&from=9-1",
            400,
            query("from: port range 9-1 runs backwards: expected the lower port first"),
        ),
        (
            "/rule?service=ssh/tcp&spec=X:22",
            400,
            query(
                "spec: invalid port spec at byte 0: unknown transport \"X\": expected T for tcp, U for udp, S for \
                 sctp or D for dccp, or * for all",
            ),
        ),
    ] {
        assert_eq!(answer(&server, uri).await, (status, body), "{uri}");
    }
}

/// `tokio::spawn` requires that a task is `Send` and `'static`, with all that it holds across an await.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_on_several_threads_hold_the_values() {
    let text = "intranet 443/tcp\n";
    let open: PortSet = "ssh,http,https".parse().unwrap();
    let spec: PortSpec = "22/tcp,53/udp".parse().unwrap();
    let system = Arc::new(System::new(text));
    let mut tasks = Vec::new();
    for number in [22, 53, 80, 443] {
        // By value, and so a copy for each task.
        let (open, spec, own) = (open.clone(), spec.clone(), System::new(text));
        let shared = Arc::clone(&system);
        tasks.push(tokio::spawn(async move {
            let port = Port::new(number);
            // These borrow from values of the same future.
            let mut ports = open.iter();
            let found = own.by_port(port, Protocol::Tcp);
            yield_now().await;
            let found = found.map(|service| service.name().to_owned());
            assert_eq!(
                shared
                    .by_port(port, Protocol::Tcp)
                    .map(|s| s.name().to_owned()),
                found
            );
            yield_now().await;
            let is_scanned = Protocol::ALL.map(|protocol| spec.ports(protocol).contains(port));
            (ports.any(|open| open == port), is_scanned, found.unwrap())
        }));
    }
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    let answer = |is_open, scanned: [bool; 2], name: &str| {
        let [tcp, udp] = scanned;
        (is_open, [tcp, udp, false, false], name.to_owned())
    };
    assert_eq!(
        answers,
        [
            answer(true, [true, false], "ssh"),
            answer(false, [false, true], "domain"),
            answer(true, [false, false], "http"),
            answer(true, [false, false], "intranet"),
        ]
    );
}

async fn with_argument(ports: PortSet) -> bool {
    yield_now().await;
    ports.contains(Port::new(22))
}

async fn with_reference(ports: &PortSet) -> bool {
    yield_now().await;
    ports.contains(Port::new(22))
}

async fn with_box(ports: Box<PortSet>) -> bool {
    yield_now().await;
    ports.contains(Port::new(22))
}

async fn with_arc(ports: Arc<PortSet>) -> bool {
    yield_now().await;
    ports.contains(Port::new(22))
}

/// A set that is needed before the await only.
async fn with_temporary(text: &str) -> bool {
    let has_ssh = text
        .parse()
        .is_ok_and(|ports: PortSet| ports.contains(Port::new(22)));
    yield_now().await;
    has_ssh
}

/// A future has what is alive across an await in it, so its size shows what the documentation of `PortSet`
/// advises.
#[tokio::test]
async fn futures_are_small_with_a_set_behind_a_pointer() {
    const SET: usize = 8192;
    static WATCHED: PortSet = PortSet::new().with(port!("ssh/tcp"));

    assert_eq!(size_of::<PortSet>(), SET);
    assert_eq!(size_of::<PortSpec>(), 4 * SET);
    let ports = PortSet::from(Port::new(22));

    let captured = ports.clone();
    let by_value = async move {
        yield_now().await;
        captured.contains(Port::new(22))
    };
    let size = size_of_val(&by_value);
    assert!((SET..SET + 128).contains(&size), "{size}");
    assert!(by_value.await);
    // The compiler may keep an argument of an `async fn` twice.
    let argument = with_argument(ports.clone());
    let size = size_of_val(&argument);
    assert!((SET..2 * SET + 128).contains(&size), "{size}");
    assert!(Box::pin(argument).await);

    let reference = with_reference(&ports);
    let of_static = with_reference(&WATCHED);
    let boxed = with_box(Box::new(ports.clone()));
    let shared = with_arc(Arc::new(ports.clone()));
    let temporary = with_temporary("22,80");
    let sizes = [
        size_of_val(&reference),
        size_of_val(&of_static),
        size_of_val(&boxed),
        size_of_val(&shared),
        size_of_val(&temporary),
    ];
    assert!(sizes.iter().all(|size| *size < 128), "{sizes:?}");
    assert!(reference.await && of_static.await && boxed.await && shared.await && temporary.await);
}
