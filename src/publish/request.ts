/** What a person asked for, as it was typed: paths may be relative, and secrets are named by their files. */
export interface TreeRequest extends KeyRequest {
  readonly binary: string
  readonly version: string
  readonly os: string
  /** Null: this machine's. */
  readonly architecture: string | null
  readonly repository: string
  readonly keep: 'compressed' | 'both'
  readonly onto: 'nothing' | 'anything'
}

export interface ReleaseRequest extends KeyRequest {
  readonly artifacts: readonly string[]
  readonly version: string
  /** Null: where the first artifact lies. */
  readonly out: string | null
  readonly manifest: string | null
  readonly baseUrl: string | null
  readonly channel: string | null
  /** From now on. */
  readonly bestBeforeMs: number | null
  readonly comment: string | null
  /** Null: no second signature. */
  readonly ecdsaKey: string | null
  readonly onto: 'nothing' | 'anything'
  readonly upload: UploadRequest | null
}

export interface KeyRequest {
  /** Null: unsigned. */
  readonly key: string | null
  readonly passwordFile: string | null
}

export interface UploadRequest {
  /** `s3://bucket/prefix`, `github:owner/name`. */
  readonly to: string
  readonly endpoint: string | null
  readonly region: string | null
  readonly tokenFile: string | null
}
