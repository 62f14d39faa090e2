// Calls the local cloud with the built src/client.ts. VOUCHSAFE_URL is the base of the function URLs, TOKEN a token.
import assert from "node:assert/strict";
import { call, deployed, Problem } from "./dist/client.js";

const { VOUCHSAFE_URL, TOKEN } = process.env;
const base = (name) => `${VOUCHSAFE_URL}/${name}`;
const body = { voucher_number: "SA-SAMPLE-ASSIGNED", admin_email: "lin.mei@contoso.example" };

const voucher = await call(base, TOKEN, "post", "/reservation/validate", { body });
assert.equal(voucher.valid, true);
const page = await call(base, TOKEN, "get", "/overview/vouchers", { query: { limit: 1 } });
assert.equal(page.items.length, 1);
const [{ voucher_number }] = page.items;
const shown = await call(base, TOKEN, "get", "/overview/vouchers/{voucher_number}", { path: { voucher_number } });
assert.equal(shown.voucher_number, voucher_number);

const wrong = call(base, TOKEN, "post", "/reservation/validate", { body: { ...body, admin_email: "nobody" } });
await assert.rejects(wrong, (error) => error instanceof Problem && error.status === 422 && error.reasons[0].field === "admin_email");

const outputs = [{ OutputKey: "PaymentRequestUrl", OutputValue: "https://abc.lambda-url.us-east-1.on.aws/" }];
assert.equal(deployed(outputs)("payment-request"), "https://abc.lambda-url.us-east-1.on.aws");
assert.throws(() => deployed(outputs)("overview"), /no output for overview/);
console.log("sample front end: voucher validated, vouchers listed");
