//! Limits of a run: what is paid for is counted, kept, and never more than allowed.

use crate::server::{english, ok, requests, right, run, run_with, sentences, server, service};
use duizhao::backend::{Caps, Setup, Stop};
use duizhao::memory::{Memory, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use wiremock::ResponseTemplate;

const PRICES: &str = "max_sentences = 1\nconcurrency = 4\ninput_price = 10.0\noutput_price = 100.0";

fn caps(caps: Caps) -> Setup {
    Setup {
        caps,
        ..Setup::default()
    }
}

#[tokio::test]
async fn requests_are_never_more_than_allowed() {
    let server = server(|_, body| ok(right(body))).await;
    let setup = caps(Caps {
        requests: Some(5),
        ..Caps::default()
    });
    let run = run_with(&service(&server.uri(), PRICES), setup, 20).await;
    run.was_stopped(&[
        "chat: the next request could exceed `--max-requests`",
        "hint: run again with a higher",
    ]);
    assert_eq!(requests(&server).await, 5);
    assert_eq!(run.usage.requests, 5);
}

#[tokio::test]
async fn retries_count_as_requests() {
    let server = server(|_, _| ResponseTemplate::new(500)).await;
    let setup = caps(Caps {
        requests: Some(2),
        ..Caps::default()
    });
    run_with(&service(&server.uri(), PRICES), setup, 1)
        .await
        .was_stopped(&["--max-requests"]);
    assert_eq!(requests(&server).await, 2);
}

#[tokio::test]
async fn the_cost_stays_below_its_limit() {
    let server = server(|_, body| ok(right(body))).await;
    let setup = caps(Caps {
        cost: Some(0.1),
        ..Caps::default()
    });
    let service = service(&server.uri(), PRICES);
    let run = run_with(&service, setup, 100).await;
    run.was_stopped(&["--max-cost"]);
    let cost = service.common.prices.cost(&run.usage);
    assert!(run.usage.requests > 0 && cost <= 0.1, "{cost}");
    assert_eq!(run.usage.input_tokens, 100 * run.usage.requests);
}

#[tokio::test]
async fn a_model_that_costs_more_than_thought_is_reckoned_with() {
    let server = server(|_, body| {
        let mut reply = right(body);
        reply["usage"]["completion_tokens"] = 2000.into();
        ok(reply)
    })
    .await;
    // Each costs 0.2 and a little; the first shows it.
    let setup = caps(Caps {
        cost: Some(1.0),
        ..Caps::default()
    });
    run_with(&service(&server.uri(), PRICES), setup, 100)
        .await
        .was_stopped(&["--max-cost"]);
    assert_eq!(requests(&server).await, 4);
}

#[tokio::test]
async fn characters_are_never_more_than_allowed() {
    let server = server(|_, body| ok(right(body))).await;
    let length = sentences(1)[0].chars().count() as u64;
    let setup = caps(Caps {
        characters: Some(length * 3 + 1),
        ..Caps::default()
    });
    let run = run_with(&service(&server.uri(), PRICES), setup, 9).await;
    run.was_stopped(&["`--max-chars`: 54 were sent, and it has 18"]);
    assert_eq!(requests(&server).await, 3);
}

#[tokio::test]
async fn retries_end_with_the_runs_budget() {
    let server = server(|_, _| ResponseTemplate::new(503)).await;
    let settings = "max_sentences = 1\nretries = 100\nretry_budget = 6\nbackoff = 0.001";
    run(&server.uri(), settings, 10)
        .await
        .was_stopped(&["HTTP 503", "the run's retries are used up"]);
    assert_eq!(requests(&server).await, 7);
}

#[tokio::test]
async fn a_service_that_is_gone_stops_the_run() {
    let server = server(|_, _| ResponseTemplate::new(500)).await;
    run(&server.uri(), "max_sentences = 1\nconcurrency = 1", 100)
        .await
        .was_stopped(&["HTTP 500", "at 3 attempts"]);
    // Three requests of three attempts.
    assert_eq!(requests(&server).await, 9);
}

#[tokio::test]
async fn nothing_usable_stops_the_run() {
    let server = server(|_, _| ok(crate::server::chat("{\"s1\": \"你好\"}", "stop"))).await;
    let settings = "max_sentences = 1\nconcurrency = 1";
    run(&server.uri(), settings, 100)
        .await
        .was_stopped(&["8 sentences in a row were not translated"]);
    assert_eq!(requests(&server).await, 8);
}

#[tokio::test]
async fn a_sentence_that_the_service_fails_on_does_not_take_others_with_it() {
    let server = server(
        |_, body| match crate::server::asked(body).iter().any(|(_, n)| *n == 7) {
            true => ResponseTemplate::new(500),
            false => ok(right(body)),
        },
    )
    .await;
    let run = run(&server.uri(), "retries = 1", 8).await;
    let texts = run.texts();
    assert_eq!(
        texts.iter().filter(|text| text.is_ok()).count(),
        7,
        "{run:?}"
    );
    // One to four; five to eight twice, five and six, seven and eight twice, seven twice, eight.
    assert_eq!(requests(&server).await, 1 + 2 + 1 + 2 + 2 + 1);
}

#[tokio::test]
async fn a_busy_service_is_asked_by_fewer_at_once() {
    // Takes two at once, and then answers after a while.
    let now = Arc::new(AtomicUsize::new(0));
    let (address, count) = crate::server::raw(move |n, mut stream| {
        let now = Arc::clone(&now);
        async move {
            if now.fetch_add(1, Ordering::SeqCst) >= 2 {
                now.fetch_sub(1, Ordering::SeqCst);
                let busy = b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                return tokio::io::AsyncWriteExt::write_all(&mut stream, busy).await;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            now.fetch_sub(1, Ordering::SeqCst);
            let reply = crate::server::chat(&format!("{{\"s1\": \"{}\"}}", english(n)), "stop");
            crate::server::send_json(stream, &reply).await
        }
    })
    .await;
    let settings = "max_sentences = 1\nconcurrency = 16\nretries = 12\nbackoff = 0.02";
    let run = run(&address, settings, 60).await;
    assert!(
        run.result
            .is_ok_and(|texts| texts.iter().all(Result::is_ok))
    );
    assert!(
        count.load(Ordering::SeqCst) < 240,
        "{count:?} requests for 60 sentences"
    );
}

#[tokio::test]
async fn no_more_requests_than_allowed_are_on_their_way() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (address, _) = crate::server::raw({
        let (now, most) = (Arc::clone(&now), Arc::clone(&most));
        move |n, stream| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(30)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                let reply = crate::server::chat(&format!("{{\"s1\": \"{}\"}}", english(n)), "stop");
                crate::server::send_json(stream, &reply).await
            }
        }
    })
    .await;
    let run = run(&address, "max_sentences = 1\nconcurrency = 12", 60).await;
    assert!(
        run.result
            .is_ok_and(|texts| texts.iter().all(Result::is_ok))
    );
    assert_eq!(most.load(Ordering::SeqCst), 12);
}

#[tokio::test]
async fn requests_a_minute_are_spread_out() {
    let server = server(|_, body| ok(right(body))).await;
    let start = Instant::now();
    run(
        &server.uri(),
        "max_sentences = 1\nconcurrency = 8\nrequests_per_minute = 1200",
        11,
    )
    .await
    .is_right();
    // The first goes at once, each other 50 ms after the one before.
    assert!(start.elapsed() >= Duration::from_millis(500));
}

#[tokio::test]
async fn what_came_back_is_not_paid_for_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let memory = || -> Option<Arc<dyn Store>> {
        Some(Arc::new(
            Memory::open(&folder.path().join("memory.db"), |_| Ok(()))
                .expect("a memory")
                .0,
        ))
    };
    let server = server(|_, body| ok(right(body))).await;
    let service = service(&server.uri(), PRICES);
    let setup = Setup {
        store: memory(),
        ..caps(Caps {
            requests: Some(7),
            ..Caps::default()
        })
    };
    run_with(&service, setup, 20)
        .await
        .was_stopped(&["--max-requests"]);
    let run = run_with(
        &service,
        Setup {
            store: memory(),
            ..Setup::default()
        },
        20,
    )
    .await;
    run.is_right();
    assert_eq!((run.usage.known, run.usage.requests), (7, 13));
    assert_eq!(requests(&server).await, 20);
}

#[tokio::test]
async fn sentences_that_are_refused_for_good_stop_no_later_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let memory = || -> Option<Arc<dyn Store>> {
        Some(Arc::new(
            Memory::open(&folder.path().join("memory.db"), |_| Ok(()))
                .expect("a memory")
                .0,
        ))
    };
    let server = server(
        |_, body| match crate::server::asked(body).iter().any(|(_, n)| *n > 2) {
            true => ResponseTemplate::new(200).set_body_string("nothing"),
            false => ok(right(body)),
        },
    )
    .await;
    let service = service(&server.uri(), "max_sentences = 1\nconcurrency = 1");
    for known in [0, 2] {
        let run = run_with(
            &service,
            Setup {
                store: memory(),
                ..Setup::default()
            },
            14,
        )
        .await;
        assert_eq!(run.texts().iter().filter(|text| text.is_ok()).count(), 2);
        assert_eq!(run.usage.known, known);
    }
}

#[tokio::test]
async fn a_stopped_run_sends_nothing() {
    let server = server(|_, body| ok(right(body))).await;
    let stop = Stop::default();
    stop.stop(duizhao::backend::BackendError::new(
        "run",
        duizhao::backend::ErrorClass::Final,
        "interrupted",
        "go on",
    ));
    let setup = Setup {
        stop,
        ..Setup::default()
    };
    run_with(&service(&server.uri(), ""), setup, 4)
        .await
        .was_stopped(&["interrupted"]);
    assert_eq!(requests(&server).await, 0);
}
