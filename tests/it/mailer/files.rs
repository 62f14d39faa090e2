//! Mails to a partner about rejected files: the reasons and the remedy.

use domain::deliverable::Verdict;

use super::*;

const NUMBER: &str = "SA-MAIL-0001";
const NAME: &str = "deployment-plan.pdf";
const REJECTED: &str = "憑證 SA-MAIL-0001 的檔案未通過檢查";
const PDF: &[u8] = b"%PDF-1.7 a plan";

/// A world with a reserved voucher and no mail pending.
async fn reserved() -> World {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    delivered(&world).await;
    world
}

/// Uploads a file in which the scanner finds a threat. Returns the file's id.
async fn infected(world: &World) -> String {
    let id = world.announce(NUMBER, NAME, PDF).await;
    world.upload_scanned(NUMBER, &id, 1, PDF, Verdict::Threat).await;
    id
}

#[tokio::test]
async fn a_rejected_file_is_mailed_once_to_its_partner_with_name_reason_and_remedy() {
    let world = reserved().await;
    infected(&world).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].0 == LOCATION && mails[0].1.subject == REJECTED, "{mails:?}");
    for expected in
        [NUMBER, "檔案名稱：deployment-plan.pdf", "惡意程式掃描在檔案中發現威脅。請勿轉寄此檔案", "2027-04-30"]
    {
        assert!(mails[0].1.text.contains(expected), "{expected} in {}", mails[0].1.text);
    }
    assert_eq!(delivered(&world).await, pairs(&[]), "a redelivered notice sends no second mail");
}

#[tokio::test]
async fn one_mail_names_every_reason() {
    let world = reserved().await;
    let id = world.announce(NUMBER, NAME, PDF).await;
    world.upload_scanned(NUMBER, &id, 1, b"no such thing", Verdict::Unreadable).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert_eq!(mails.len(), 1, "one mail about all reasons: {mails:?}");
    assert!(mails[0].1.text.matches("\n- ").count() >= 3, "{}", mails[0].1.text);
    assert!(!mails[0].1.text.contains("未通過一項檢查"), "every reason has its own text: {}", mails[0].1.text);
}

#[tokio::test]
async fn an_accepted_file_sends_no_mail() {
    let world = reserved().await;
    world.deliver(NUMBER).await;
    assert_eq!(delivered(&world).await, pairs(&[]));
}

/// Files of a redeemed voucher are replaced only for the correction of its claim.
#[tokio::test]
async fn a_rejected_file_of_a_redeemed_voucher_is_mailed_while_its_claim_is_sent_back() {
    let world = world().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.ready(NUMBER).await;
    let early = world.announce(NUMBER, NAME, PDF).await;
    world.redeem(&[NUMBER]).await;
    world.deliver_mails().await;
    world.deliver_claims().await;
    world.upload_scanned(NUMBER, &early, 2, PDF, Verdict::Threat).await;
    take_sent(&world);
    assert_eq!(delivered(&world).await, pairs(&[]), "checked after the redemption: there is nothing to do");

    world.send_back(NUMBER).await;
    let id = world.announce(NUMBER, "corrected.pdf", PDF).await;
    delivered(&world).await;
    world.upload_scanned(NUMBER, &id, 3, PDF, Verdict::Threat).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].1.subject == REJECTED, "{mails:?}");
    assert!(mails[0].1.text.contains("重新提交待補正的請款申請之前"), "{}", mails[0].1.text);
    assert!(!mails[0].1.text.contains("最後有效日"), "{}", mails[0].1.text);
}

#[tokio::test]
async fn a_rejected_file_is_not_mailed_once_removed_cancelled_or_expired() {
    for what in ["removed", "cancelled", "expired"] {
        let world = reserved().await;
        let id = infected(&world).await;
        let late = pending_notices(&world).await;
        match what {
            "removed" => {
                let path = format!("/vouchers/{NUMBER}/deliverables/{id}");
                world.as_admin("P-1", Function::Deliverable, "DELETE", &path, &Value::Null).await.expect(204);
            }
            "cancelled" => cancel(&world, NUMBER).await,
            _ => world.clock.set("2027-05-01T09:00:00Z"),
        }
        assert!(world.run_mailer(&late).await.is_empty());
        let subjects: Vec<String> = take_sent(&world).into_iter().map(|(_, subject)| subject).collect();
        assert!(!subjects.iter().any(|subject| subject == REJECTED), "{what}: {subjects:?}");
    }
}

/// The file name is the partner's own text and is sent to the partner only.
#[tokio::test]
async fn the_customer_gets_no_mail_about_files() {
    let world = reserved().await;
    infected(&world).await;
    world.deliver_mails().await;
    assert!(world.mailbox.take().iter().all(|(to, _)| to != CUSTOMER));
}
