//! A file that does not count: its partner reads why, and what to do.

use domain::deliverable::Verdict;

use super::*;

const NUMBER: &str = "SA-MAIL-0001";
const NAME: &str = "deployment-plan.pdf";
const REJECTED: &str = "憑證 SA-MAIL-0001 的檔案未通過檢查";
const PDF: &[u8] = b"%PDF-1.7 a plan";

/// A reserved voucher of which everybody has heard.
async fn reserved() -> World {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    told(&world).await;
    world
}

/// A file in which the scanner finds something; its id.
async fn infected(world: &World) -> String {
    let id = world.announce(NUMBER, NAME, PDF).await;
    world.upload_scanned(NUMBER, &id, 1, PDF, Verdict::Threat).await;
    id
}

#[tokio::test]
async fn a_rejected_file_is_told_once_to_its_partner_with_name_reason_and_advice() {
    let world = reserved().await;
    infected(&world).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].0 == LOCATION && mails[0].1.subject == REJECTED, "{mails:?}");
    for says in [NUMBER, "檔案名稱：deployment-plan.pdf", "惡意程式掃描在檔案中發現威脅。請勿轉寄此檔案", "2027-04-30"]
    {
        assert!(mails[0].1.text.contains(says), "{says} in {}", mails[0].1.text);
    }
    assert_eq!(told(&world).await, is(&[]), "told again, nobody is written to again");
}

#[tokio::test]
async fn every_reason_is_told() {
    let world = reserved().await;
    let id = world.announce(NUMBER, NAME, PDF).await;
    world.upload_scanned(NUMBER, &id, 1, b"no such thing", Verdict::Unreadable).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert_eq!(mails.len(), 1, "one mail about all of it: {mails:?}");
    assert!(mails[0].1.text.matches("\n- ").count() >= 3, "{}", mails[0].1.text);
    assert!(!mails[0].1.text.contains("未通過一項檢查"), "every reason has its own text: {}", mails[0].1.text);
}

#[tokio::test]
async fn a_file_that_counts_is_no_news() {
    let world = reserved().await;
    world.deliver(NUMBER).await;
    assert_eq!(told(&world).await, is(&[]));
}

#[tokio::test]
async fn a_file_that_was_removed_or_given_up_needs_no_mending() {
    for what in ["removed", "cancelled", "expired"] {
        let world = reserved().await;
        let id = infected(&world).await;
        let late = untold(&world).await;
        match what {
            "removed" => {
                let path = format!("/vouchers/{NUMBER}/deliverables/{id}");
                world.as_admin("P-1", Function::Deliverable, "DELETE", &path, &Value::Null).await.expect(204);
            }
            "cancelled" => cancel(&world, NUMBER).await,
            _ => world.clock.set("2027-05-01T09:00:00Z"),
        }
        assert!(world.run_mailer(&late).await.is_empty());
        let subjects: Vec<String> = taken(&world).into_iter().map(|(_, subject)| subject).collect();
        assert!(!subjects.iter().any(|subject| subject == REJECTED), "{what}: {subjects:?}");
    }
}

/// The name is the partner's own text, and reaches nobody but the partner.
#[tokio::test]
async fn the_customer_is_not_written_of_files() {
    let world = reserved().await;
    infected(&world).await;
    world.deliver_mails().await;
    assert!(world.mailbox.take().iter().all(|(to, _)| to != CUSTOMER));
}
