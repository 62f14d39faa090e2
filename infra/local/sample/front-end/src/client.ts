// A typed client of the API. `npm run types` generates src/api.d.ts from the OpenAPI document.
import type { paths } from "./api";

/** Returns the base URL of a function. */
export type Base = (name: string) => string;

/** The base URLs of the local cloud: every function is below one address. */
export const local: Base = (name) => `http://127.0.0.1:9000/lambda-url/${name}`;

/**
 * The base URLs of a deployed stack: each function has its own address, an output of the stack (`ReservationUrl`):
 * aws cloudformation describe-stacks --stack-name vouchsafe --query 'Stacks[0].Outputs'
 */
export function deployed(outputs: { OutputKey: string; OutputValue: string }[]): Base {
  const plain = (key: string) => key.replaceAll("-", "").toLowerCase();
  const urls = new Map(outputs.map(({ OutputKey, OutputValue }) => [plain(OutputKey), OutputValue]));
  return (name) => {
    const url = urls.get(plain(`${name}-url`));
    if (url === undefined) throw new Error(`the stack has no output for ${name}`);
    return url.replace(/\/$/, "");
  };
}

type Method = "get" | "post" | "put" | "patch" | "delete";
type Methods<P extends keyof paths> = { [M in Method]: paths[P][M] extends { responses: unknown } ? M : never }[Method];
type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : never;
type Success<O> = O extends { responses: infer R } ? { [S in keyof R & (200 | 201)]: Json<R[S]> }[keyof R & (200 | 201)] : never;

/** The input of a request: `path`, `query`, `header` and `body`, each as in the document. */
export type Input<O> = (O extends { parameters: infer Parameters } ? Parameters : unknown) &
  (O extends { requestBody: infer Content } ? { body: Json<Content> } : { body?: O extends { requestBody?: infer Content } ? Json<Content> : never });

/** An error of the API. Translate `code` and the reasons' codes; `detail` is an English sentence. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly reasons: { code: string; detail: string; field?: string; params?: Record<string, unknown> }[],
    detail: string,
  ) {
    super(detail);
  }
}

/** Calls an operation of the document with a token of the OIDC issuer. */
export async function call<P extends keyof paths, M extends Methods<P>>(
  base: Base, token: string, method: M, path: P, input: Input<paths[P][M]>,
): Promise<Success<paths[P][M]>> {
  const { path: names, query, header, body } = input as Record<string, Record<string, unknown> | undefined>;
  const [, name = "", below = ""] = /^\/([^/]+)(.*)$/.exec(path) ?? [];
  const url = new URL(base(name) + below.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(String(names?.[key]))));
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(key, String(value));
  }
  const headers = new Headers({ authorization: `Bearer ${token}`, ...(header as Record<string, string>) });
  if (body !== undefined) headers.set("content-type", "application/json");
  const answer = await fetch(url, { method: method.toUpperCase(), headers, body: body && JSON.stringify(body) });
  const content = await answer.json().catch(() => undefined);
  if (answer.ok) return content;
  throw new Problem(answer.status, content?.code ?? "unknown", content?.reasons ?? [], content?.detail ?? answer.statusText);
}
