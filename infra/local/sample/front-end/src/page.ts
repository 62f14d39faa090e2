// The page: validates a voucher and lists the vouchers of the company.
import { call, local, Problem } from "./client.js";

const form = document.querySelector("form")!;
const output = document.querySelector("output")!;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const token = String(new FormData(form).get("token")).trim();
  const body = { voucher_number: "SA-SAMPLE-ASSIGNED", admin_email: "lin.mei@contoso.example" };
  try {
    const voucher = await call(local, token, "post", "/reservation/validate", { body });
    const page = await call(local, token, "get", "/overview/vouchers", { query: { limit: 10 } });
    const own = page.items.map((item) => `${item.voucher_number}: ${item.status}`);
    output.textContent = [`${body.voucher_number} is ${voucher.valid ? "valid" : "not valid"}`, ...own].join("\n");
  } catch (error) {
    const reasons = error instanceof Problem ? error.reasons.map((reason) => reason.detail) : [];
    output.textContent = [String(error), ...reasons].join("\n");
  }
});
