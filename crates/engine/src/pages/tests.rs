use super::*;
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const LIMIT: u64 = 100_000;

async fn serve(server: &MockServer, at: &str, answer: ResponseTemplate) {
    Mock::given(path(at))
        .respond_with(answer)
        .mount(server)
        .await;
}

/// Fetches a page as a batch does.
async fn fetch(pages: &Arc<Pages>, address: &str) -> Result<FetchedPage, FetchError> {
    let (pages, address) = (Arc::clone(pages), address.to_owned());
    let fetched = tokio::task::spawn_blocking(move || pages.fetch(&address, LIMIT));
    fetched.await.expect("the fetcher does not panic")
}

fn pages() -> Arc<Pages> {
    Arc::new(Pages::new(Handle::current(), |_, _| {}).expect("TLS is set up"))
}

#[track_caller]
fn message(fetched: Result<FetchedPage, FetchError>) -> String {
    fetched.expect_err("nothing is fetched").message
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_its_last_address_and_its_character_set() {
    let server = MockServer::start().await;
    serve(
        &server,
        "/old",
        ResponseTemplate::new(302).insert_header("Location", "/new"),
    )
    .await;
    let body = ResponseTemplate::new(200).set_body_raw("文", "text/html; charset=GBK");
    let named = header("User-Agent", USER_AGENT);
    Mock::given(path("/new"))
        .and(named)
        .respond_with(body)
        .mount(&server)
        .await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let redirected = move |from: &str, to: &str| {
        let line = format!("{from} {to}");
        tell.lock().expect("no test panicked").push(line);
    };
    let pages = Arc::new(Pages::new(Handle::current(), redirected).expect("TLS is set up"));
    let page = fetch(&pages, &format!("{}/old", server.uri()))
        .await
        .expect("it is there");
    assert_eq!(page.bytes, "文".as_bytes());
    assert_eq!(page.url, format!("{}/new", server.uri()));
    assert_eq!(page.charset.as_deref(), Some("gbk"));
    assert!(
        duizhao_core::date::parse(&page.retrieved).is_some(),
        "{}",
        page.retrieved
    );
    let expected = format!("{0}/old {0}/new", server.uri());
    assert_eq!(*told.lock().expect("no test panicked"), [expected]);
}

#[tokio::test(flavor = "multi_thread")]
async fn robots_are_asked_once_and_respected() {
    let server = MockServer::start().await;
    let robots = ResponseTemplate::new(200).set_body_string("User-agent: *\nDisallow: /no\n");
    let asked = Mock::given(path("/robots.txt"))
        .respond_with(robots)
        .expect(1);
    asked.mount(&server).await;
    serve(
        &server,
        "/a",
        ResponseTemplate::new(200).set_body_string("a"),
    )
    .await;
    let pages = pages();
    let error = fetch(&pages, &format!("{}/no/x", server.uri())).await;
    assert!(message(error).contains("robots.txt"));
    fetch(&pages, &format!("{}/a", server.uri()))
        .await
        .expect("it is allowed");
    server.verify().await;
    let down = MockServer::start().await;
    serve(&down, "/robots.txt", ResponseTemplate::new(503)).await;
    let error = fetch(&pages, &format!("{}/a", down.uri())).await;
    assert!(message(error).contains("robots.txt"));
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_end_and_lead_to_pages_alone() {
    let server = MockServer::start().await;
    for (at, target) in [
        ("/loop", "/loop"),
        ("/file", "file:///etc/passwd"),
        ("/ftp", "ftp://a.cn/x"),
    ] {
        serve(
            &server,
            at,
            ResponseTemplate::new(301).insert_header("Location", target),
        )
        .await;
    }
    serve(&server, "/gone", ResponseTemplate::new(404)).await;
    let pages = pages();
    let of = async |at: &str| message(fetch(&pages, &format!("{}{at}", server.uri())).await);
    assert!(of("/loop").await.starts_with("more than 5 redirects"));
    assert!(of("/file").await.contains("file:///etc/passwd"));
    assert!(of("/ftp").await.contains("no page of the web"));
    assert_eq!(of("/gone").await, "the server answers 404 Not Found");
    assert_eq!(
        message(fetch(&pages, "https://").await),
        "this is no address of the web"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leads_from_the_web_into_the_own_network() {
    let pages = pages();
    for address in [
        "http://127.0.0.1:1/",
        "http://[::1]:1/",
        "http://169.254.169.254/latest",
        "http://localhost:1/",
    ] {
        let url = Url::parse(address).expect("an address");
        let answer = pages
            .get(&mut Host::default(), &url, Scope::Public, MOST_ROBOTS)
            .await;
        let error = answer.err().expect("it is refused");
        assert!(
            error.message.starts_with("it leads to the private address"),
            "{}",
            error.message
        );
    }
    let url = Url::parse("http://localhost:1/").expect("an address");
    assert_eq!(scope(&url).await, Scope::Any);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_end_is_given_up() {
    let server = MockServer::start().await;
    let long = ResponseTemplate::new(200).set_body_string("a".repeat(200_000));
    serve(&server, "/long", long).await;
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(30));
    serve(&server, "/slow", slow).await;
    let mut pages = Pages::new(Handle::current(), |_, _| {}).expect("TLS is set up");
    pages.timeout = Duration::from_secs(1);
    let pages = Arc::new(pages);
    let of = async |at: &str| message(fetch(&pages, &format!("{}{at}", server.uri())).await);
    assert_eq!(
        of("/long").await,
        "the page is longer than the limit of 100000 bytes"
    );
    assert_eq!(of("/slow").await, "no whole answer within 1 seconds");
}
