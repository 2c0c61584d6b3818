/** What an operation on a file failed for: the code of the system where it gives one. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

const REASONS: Readonly<Record<string, string>> = {
  // of a folder to be made, and of a file to be written
  EEXIST: 'it is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'its path leads through a file, as if it were a folder',
  ENOENT: 'the folder that it is to be in does not exist',
  EACCES: 'its permissions do not allow it',
  EPERM: 'its permissions do not allow it',
  EROFS: 'the file system can only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  ENAMETOOLONG: 'the name is too long',
};

/** Why a file or a folder could not be written. */
export const whyUnwritten = (error: unknown): string => REASONS[codeOf(error)] ?? codeOf(error);
