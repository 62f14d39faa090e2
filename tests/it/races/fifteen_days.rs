//! A customer has one 15-day engagement of a type, however many reserve concurrently (PROGRAM.md 7.6, DECISIONS.md 8).

use super::*;

const DAYS: u8 = 15;

fn number(index: usize) -> String {
    format!("SA-LONG-{index:04}")
}

/// Assigns 15-day vouchers to the given number of customers in turn.
async fn assign_all(world: &World, customers: usize) {
    for index in 0..CROWD {
        let mut event = assigned_days(&number(index), DAYS);
        event["data"]["customer"]["id"] = json!(format!("C-{}", index % customers));
        world.webhook(&number(index), &event).await.expect(201);
    }
}

/// Reserves all vouchers at once: every caller has read the holder of the engagement before any of them writes.
async fn reserve_all(world: &Arc<World>) -> Vec<Reply> {
    world.database.faults.gather("TransactWriteItems", CROWD);
    crowd(world, CROWD, |world, index| async move { reserve(&world, "P-1", &reservation(&number(index))).await }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_concurrent_reservations_of_15_day_vouchers_of_a_customer_one_succeeds() {
    let world = world().await;
    assign_all(&world, 1).await;
    let mut held = Vec::new();
    for round in 0..2 {
        let replies = reserve_all(&world).await;
        assert_eq!(tally(&replies), tallied([("201", 1), ("409 repeat_15_day", CROWD - 1)]), "round {round}");
        let winner = replies.iter().position(|reply| reply.status == 201).unwrap();
        assert_eq!(cancel(&world, "P-1", &number(winner)).await.status, 200);
        held.push(winner);
    }
    for index in 0..CROWD {
        let times = held.iter().filter(|winner| **winner == index).count();
        assert_eq!(world.events(&number(index)).await.len(), 1 + 2 * times);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_cancellation_another_voucher_becomes_the_holder_and_the_first_is_refused() {
    let world = world().await;
    assign_all(&world, 1).await;
    assert_eq!(reserve(&world, "P-1", &reservation(&number(0))).await.status, 201);
    assert_eq!(reserve(&world, "P-1", &reservation(&number(1))).await.refused(409), ["repeat_15_day"]);
    assert_eq!(cancel(&world, "P-1", &number(0)).await.status, 200);
    assert_eq!(reserve(&world, "P-1", &reservation(&number(1))).await.status, 201);
    assert_eq!(reserve(&world, "P-1", &reservation(&number(0))).await.refused(409), ["repeat_15_day"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_declared_exception_all_are_reserved() {
    let world = world().await;
    assign_all(&world, 1).await;
    let replies = crowd(&world, CROWD, |world, index| async move {
        let mut body = reservation(&number(index));
        body["repeat_15_day_exception"] = json!("division");
        reserve(&world, "P-1", &body).await
    })
    .await;
    assert_eq!(tally(&replies), tallied([("201", CROWD)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_do_not_exclude_each_other() {
    let world = world().await;
    assign_all(&world, 2).await;
    let replies = reserve_all(&world).await;
    for customer in 0..2 {
        let theirs = replies.iter().enumerate().filter(|(index, _)| index % 2 == customer).map(|(_, reply)| reply);
        assert_eq!(tally(theirs), tallied([("201", 1), ("409 repeat_15_day", CROWD / 2 - 1)]));
    }
}
