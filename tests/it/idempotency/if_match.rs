//! Optimistic locking: a change whose `If-Match` names another revision is refused.

use super::*;

/// The commands that honor `If-Match`, each with the revision it is compared with: the report's for a draft and a
/// submission, the voucher's for all others.
async fn conditional_commands(world: &World) -> Vec<(String, Command, u64)> {
    let mut found = Vec::new();
    for (number, command) in commands(world, "MATCH").await {
        let rev = match command.name {
            "reserve" | "announce" | "redeem" => continue,
            "draft" | "submit" => world.report_rev(&number).await,
            _ => world.voucher(&number).await.rev,
        };
        if rev == 0 {
            continue; // a first draft replaces nothing
        }
        found.push((number, command, rev));
    }
    found
}

#[tokio::test]
async fn a_change_with_the_tag_of_another_revision_is_refused_and_changes_nothing() {
    let world = World::new().await;
    for (number, command, rev) in conditional_commands(&world).await {
        let before = (world.voucher(&number).await.rev, world.report_rev(&number).await);
        for tag in [format!("\"{}\"", rev + 1), format!("\"0{rev}\""), format!("\"{}\", \"{}\"", rev + 1, rev + 2)] {
            let reply = command.with_if_match(&world, &tag).await;
            assert_eq!(reply.clone().expect(412)["code"], "precondition_failed", "{} {tag}", command.name);
        }
        for tag in [format!("W/\"{rev}\""), rev.to_string()] {
            let reply = command.with_if_match(&world, &tag).await.expect(422);
            assert!(reply["reasons"][0]["detail"].as_str().unwrap().contains("such as \"3\""), "{reply:#}");
        }
        let after = (world.voucher(&number).await.rev, world.report_rev(&number).await);
        assert_eq!(after, before, "{}", command.name);
        let reply = command.with_if_match(&world, &format!("\"{rev}\"")).await;
        assert_eq!(reply.status, command.status, "{}: {:#}", command.name, reply.body);
    }
}

#[tokio::test]
async fn the_tag_of_an_answer_is_accepted_by_the_next_change() {
    const N: &str = "SA-TAG-1";
    let world = World::new().await;
    prepare(&world, N, Stage::Delivered).await;
    let mut tag = format!("\"{}\"", world.voucher(N).await.rev);
    for command in [amend(N), notify(N), cancel(N)] {
        let reply = command.with_if_match(&world, &tag).await;
        assert_eq!(reply.status, 200, "{}: {:#}", command.name, reply.body);
        tag = reply.header("etag").unwrap().to_owned();
    }
    // The report has entity tags of its own.
    reserve(N).with_key(&world, "again").await.expect(201);
    let mut tag = draft(N).with_key(&world, "first").await.header("etag").unwrap().to_owned();
    for _ in 0..2 {
        let reply = draft(N).with_if_match(&world, &tag).await;
        assert_eq!(reply.status, 200, "{:#}", reply.body);
        tag = reply.header("etag").unwrap().to_owned();
    }
}

#[tokio::test]
async fn a_repeated_change_with_the_old_tag_gets_its_first_answer() {
    let world = World::new().await;
    for (_, command, rev) in conditional_commands(&world).await {
        let sent = || command.request(&world.admin_of("P-1")).key("key").header("if-match", &format!("\"{rev}\""));
        let first = world.call(command.function, sent()).await;
        assert_eq!(first.status, command.status, "{}: {:#}", command.name, first.body);
        assert_eq!(comparable(&world.call(command.function, sent()).await), comparable(&first), "{}", command.name);
        world.delete_stored_answers();
    }
}

/// A request that changes several items has no single revision that `If-Match` could name.
#[tokio::test]
async fn a_batch_request_with_if_match_is_refused() {
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
