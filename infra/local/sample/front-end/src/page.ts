// The page: asks whether a voucher is good, and lists the company's own.
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
    const held = page.items.map((held) => `${held.voucher_number}: ${held.status}`);
    output.textContent = [`${body.voucher_number} is ${voucher.valid ? "good" : "not good"}`, ...held].join("\n");
  } catch (error) {
    const reasons = error instanceof Problem ? error.reasons.map((reason) => reason.detail) : [];
    output.textContent = [String(error), ...reasons].join("\n");
  }
});
