//! A change based on a revision that does not stand any more is refused.

use super::*;

/// Commands that honor If-Match, each with the revision it is held against: the report's own for a draft, the
/// voucher's for all others.
async fn based(world: &World) -> Vec<(String, Command, u64)> {
    let mut based = Vec::new();
    for (number, command) in commands(world, "MATCH").await {
        let rev = match command.name {
            "reserve" | "announce" | "redeem" => continue,
            "draft" | "submit" => world.report_rev(&number).await,
            _ => world.voucher(&number).await.rev,
        };
        if rev == 0 {
            continue; // a first draft replaces nothing
        }
        based.push((number, command, rev));
    }
    based
}

#[tokio::test]
async fn a_change_based_on_another_revision_is_refused_and_changes_nothing() {
    let world = World::new().await;
    for (number, command, rev) in based(&world).await {
        let before = (world.voucher(&number).await.rev, world.report_rev(&number).await);
        for tag in [format!("\"{}\"", rev + 1), format!("\"0{rev}\""), format!("\"{}\", \"{}\"", rev + 1, rev + 2)] {
            let reply = command.based_on(&world, &tag).await;
            assert_eq!(reply.clone().expect(412)["code"], "precondition_failed", "{} {tag}", command.name);
        }
        for tag in [format!("W/\"{rev}\""), rev.to_string()] {
            let reply = command.based_on(&world, &tag).await.expect(422);
            assert!(reply["reasons"][0]["detail"].as_str().unwrap().contains("such as \"3\""), "{reply:#}");
        }
        let after = (world.voucher(&number).await.rev, world.report_rev(&number).await);
        assert_eq!(after, before, "{}", command.name);
        let reply = command.based_on(&world, &format!("\"{rev}\"")).await;
        assert_eq!(reply.status, command.status, "{}: {:#}", command.name, reply.body);
    }
}

#[tokio::test]
async fn the_tag_that_an_answer_carries_is_the_one_the_next_change_is_based_on() {
    const N: &str = "SA-TAG-1";
    let world = World::new().await;
    bring(&world, N, Stage::Delivered).await;
    let mut tag = format!("\"{}\"", world.voucher(N).await.rev);
    for command in [amend(N), notify(N), cancel(N)] {
        let reply = command.based_on(&world, &tag).await;
        assert_eq!(reply.status, 200, "{}: {:#}", command.name, reply.body);
        tag = reply.header("etag").unwrap().to_owned();
    }
    // The report has tags of its own.
    reserve(N).with_key(&world, "again").await.expect(201);
    let mut tag = draft(N).with_key(&world, "first").await.header("etag").unwrap().to_owned();
    for _ in 0..2 {
        let reply = draft(N).based_on(&world, &tag).await;
        assert_eq!(reply.status, 200, "{:#}", reply.body);
        tag = reply.header("etag").unwrap().to_owned();
    }
}

#[tokio::test]
async fn a_change_sent_again_with_the_tag_it_was_based_on_is_known_again() {
    let world = World::new().await;
    for (_, command, rev) in based(&world).await {
        let sent = || command.sent(&world.admin_of("P-1")).key("key").header("if-match", &format!("\"{rev}\""));
        let first = world.call(command.function, sent()).await;
        assert_eq!(first.status, command.status, "{}: {:#}", command.name, first.body);
        assert_eq!(said(&world.call(command.function, sent()).await), said(&first), "{}", command.name);
        world.forget_keys();
    }
}

/// A request that changes many things has no single revision that `If-Match` could name.
#[tokio::test]
async fn a_revision_cannot_be_named_for_many_things_at_once() {
    let world = World::new().await;
    let many = [
        (Function::Redemption, "/redemptions", json!({"voucher_numbers": ["SA-MANY-0001"], "confirm": true})),
        (
            Function::PaymentRequest,
            "/claims/submit",
            json!({"claim_ids": ["CL-SA-MANY-0001"], "invoice_number": "I-1"}),
        ),
    ];
    for (function, path, body) in many {
        for tag in ["\"1\"", "*"] {
            let request = send("POST", path).token(&world.admin_of("P-1")).header("if-match", tag).json(&body);
            let refused = world.call(function, request).await.expect(422);
            assert_eq!((&refused["reasons"][0]["field"], path), (&json!("If-Match"), path), "{tag}");
        }
    }
}
