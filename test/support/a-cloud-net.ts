import type { ApiAnswer, ApiRequest, Net } from '../../src/host/types.ts'

export interface Scripted { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
/** A net that answers questions from a table of `METHOD url`, 404 for everything else, and remembers what it was asked. Nothing can be downloaded. */
export function aCloudNet(answers: Readonly<Record<string, Scripted | Error>>): Net & { readonly asked: ApiRequest[] } {
  const asked: ApiRequest[] = []
  return {
    asked,
    async ask(request): Promise<ApiAnswer> {
      asked.push(request)
      const answer = answers[`${request.method} ${request.url}`] ?? { status: 404 }
      if (answer instanceof Error) throw answer
      return { status: answer.status ?? 200, headers: answer.headers ?? {}, bytes: Buffer.from(answer.body ?? '') }
    },
    get: async () => null,
  }
}
