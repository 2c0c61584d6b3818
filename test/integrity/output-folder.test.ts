import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OutputFolder } from '../../src/integrity/output-folder.ts';
import { ownName } from '../../src/integrity/own-name.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'byok-audit-'));
const manifestOf = (directory: string) => JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const at = (directory: string, file: string) => readFileSync(join(directory, file), 'utf8');

/** The message that the user sees about a file that could not be written. */
async function complaint(write: () => unknown): Promise<string> {
  try {
    await write();
  } catch (error) {
    expect(error).toMatchObject({ name: 'AuditError', exit: 73 });
    return (error as Error).message;
  }
  throw new Error('it was written');
}

describe('the manifest', () => {
  test("the manifest has the digest of each file's bytes", async () => {
    const directory = folder();
    const outputs = [
      { file: 'apple.json', content: '{"apple":"🍎 \u202e ä"}\n' },
      { file: 'pear.txt', content: '' },
      { file: 'surrogate.txt', content: '\ud83c alone' },
    ];
    await new OutputFolder(directory).writeRun(outputs, {});
    const { files } = manifestOf(directory);
    expect(Object.keys(files)).toEqual(['apple.json', 'pear.txt', 'surrogate.txt']);
    for (const [file, digest] of Object.entries(files)) expect(digest).toBe(sha256(readFileSync(join(directory, file))));
  });

  test('the manifest has the given fields, and lists what was withheld and why', async () => {
    const directory = folder();
    await new OutputFolder(directory).writeRun([{ file: 'results.sarif', withheld: 'no place is known' }], {
      schema_version: '1.0',
      waivers: null,
    });
    expect(manifestOf(directory)).toEqual({
      schema_version: '1.0',
      waivers: null,
      files: {},
      withheld: { 'results.sarif': 'no place is known' },
    });
  });
});

test('a file replaces that of an earlier run, and nothing else is left behind or changed', async () => {
  const directory = folder();
  writeFileSync(join(directory, 'kiwi.txt'), 'mine');
  await new OutputFolder(directory).writeRun([{ file: 'apple.txt', content: 'green, and longer' }], {});
  await new OutputFolder(directory).writeRun([{ file: 'apple.txt', content: 'red' }], {});
  expect(readdirSync(directory).sort()).toEqual(['apple.txt', 'kiwi.txt', 'manifest.json']);
  expect([at(directory, 'apple.txt'), at(directory, 'kiwi.txt')]).toEqual(['red', 'mine']);
});

describe('files of an earlier run', () => {
  const markdown = { file: 'report.md', content: '# Monday' };
  const json = (content: string) => ({ file: 'report.json', content });

  test('files of an earlier run are removed if this run does not write them, whatever their format', async () => {
    const directory = folder();
    await new OutputFolder(directory).writeRun([markdown, json('Monday')], { run: { id: 'monday' } });
    await new OutputFolder(directory).writeRun([json('Tuesday')], { run: { id: 'tuesday' } });
    expect(readdirSync(directory).sort()).toEqual(['manifest.json', 'report.json']);
    expect(Object.keys(manifestOf(directory).files)).toEqual(['report.json']);
  });

  test('files that no manifest names are not removed', async () => {
    const directory = folder();
    writeFileSync(join(directory, 'report.md'), 'written by hand');
    await new OutputFolder(directory).writeRun([json('Tuesday')], { run: { id: 'tuesday' } });
    expect(at(directory, 'report.md')).toBe('written by hand');
  });

  test('files of an earlier run are kept until the new ones are written', async () => {
    const directory = folder();
    await new OutputFolder(directory).writeRun([markdown], { run: { id: 'monday' } });
    mkdirSync(join(directory, 'report.json', 'in-the-way'), { recursive: true });
    await complaint(() => new OutputFolder(directory).writeRun([json('Tuesday')], { run: { id: 'tuesday' } }));
    expect(at(directory, 'report.md')).toBe('# Monday');
    expect(Object.keys(manifestOf(directory).files)).toEqual(['report.md']);
  });

  test('files stay in the manifest when another format of the same run is added', async () => {
    const directory = folder();
    await new OutputFolder(directory).writeRun([json('Monday')], { run: { id: 'monday' }, waivers: 'sha256:apple' });
    await new OutputFolder(directory).addToRun('monday', [markdown], { run: { id: 'monday' } });
    expect(readdirSync(directory).sort()).toEqual(['manifest.json', 'report.json', 'report.md']);
    expect(manifestOf(directory)).toMatchObject({
      waivers: 'sha256:apple',
      files: { 'report.json': sha256(Buffer.from('Monday')), 'report.md': sha256(Buffer.from('# Monday')) },
    });
  });

  test('files of another run are removed when a format is added', async () => {
    const directory = folder();
    await new OutputFolder(directory).writeRun([json('Monday')], { run: { id: 'monday' } });
    await new OutputFolder(directory).addToRun('tuesday', [markdown], { run: { id: 'tuesday' } });
    expect(readdirSync(directory).sort()).toEqual(['manifest.json', 'report.md']);
  });

  test.each(['../kiwi.txt', '/tmp/kiwi.txt', '.', '', 'sub/kiwi.txt'])(
    'the file %j, named by a changed manifest, is not removed',
    async (name) => {
      const above = folder();
      const directory = join(above, 'report');
      mkdirSync(join(directory, 'sub'), { recursive: true });
      for (const file of [join(above, 'kiwi.txt'), join(directory, 'sub', 'kiwi.txt')]) writeFileSync(file, 'mine');
      writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ files: { [name]: 'x' } }));
      await new OutputFolder(directory).writeRun([json('Tuesday')], {});
      expect([at(above, 'kiwi.txt'), at(directory, 'sub/kiwi.txt')]).toEqual(['mine', 'mine']);
      expect(readdirSync(directory).sort()).toEqual(['manifest.json', 'report.json', 'sub']);
    },
  );

  test.each(['', '{"files": ', '[]', '{"files": ["report.md"]}', 'null'])(
    'files are kept if the manifest is %j',
    async (manifest) => {
      const directory = folder();
      writeFileSync(join(directory, 'report.md'), 'written by hand');
      writeFileSync(join(directory, 'manifest.json'), manifest);
      await new OutputFolder(directory).writeRun([json('Tuesday')], {});
      expect(at(directory, 'report.md')).toBe('written by hand');
    },
  );
});

describe('what is kept while a run is at work', () => {
  const apple = { content: 'apple\n' };

  test('it is there, whole, until the files of the run are in their places', async () => {
    const directory = folder();
    const outputs = new OutputFolder(directory);
    const { path, sha256: digest } = await outputs.keep(apple);
    expect([readFileSync(path, 'utf8'), digest]).toEqual(['apple\n', sha256(Buffer.from('apple\n'))]);
    await outputs.writeRun([{ file: 'apple.txt', copyOf: path, sha256: digest }], {});
    expect(readdirSync(directory).sort()).toEqual(['apple.txt', 'manifest.json']);
    expect([at(directory, 'apple.txt'), manifestOf(directory).files]).toEqual(['apple\n', { 'apple.txt': digest }]);
  });

  test('it is gone when it is released, and when the process that kept it is gone', async () => {
    const directory = folder();
    const outputs = new OutputFolder(directory);
    await outputs.keep(apple);
    outputs.release();
    expect(readdirSync(directory)).toEqual([]);
    const { path } = await outputs.keep(apple);
    const gone = path.replace(`-${process.pid}-`, '-4194304-');
    renameSync(path, gone);
    new OutputFolder(directory).prepare();
    expect(readdirSync(directory)).toEqual([]);
  });
});

test('what is obsolete goes with the files of the run before, without a place in the manifest', async () => {
  const directory = folder();
  const outputs = new OutputFolder(directory);
  await outputs.write([{ file: 'pear.txt', content: 'pear' }]);
  await outputs.writeRun([{ file: 'apple.txt', content: 'apple' }], {}, ['pear.txt']);
  expect(readdirSync(directory).sort()).toEqual(['apple.txt', 'manifest.json']);
  expect(manifestOf(directory)).toMatchObject({ withheld: {} });
});

describe('a file that is withheld', () => {
  test('withholding a file removes that of an earlier run', async () => {
    const directory = folder();
    await new OutputFolder(directory).writeRun([{ file: 'results.sarif', content: 'old' }], {});
    await new OutputFolder(directory).writeRun([{ file: 'results.sarif', withheld: 'a population has gaps' }], {});
    expect(existsSync(join(directory, 'results.sarif'))).toBe(false);
    expect(manifestOf(directory)).toMatchObject({ files: {}, withheld: { 'results.sarif': 'a population has gaps' } });
  });

  test('a file may be withheld when there is none from an earlier run', async () => {
    const directory = folder();
    await new OutputFolder(directory).writeRun([{ file: 'results.sarif', withheld: 'a population has gaps' }], {});
    expect(readdirSync(directory)).toEqual(['manifest.json']);
  });
});

/** As somebody whom permissions bind: root may do everything. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('the permissions of a file', () => {
  const mode = (directory: string, file: string) => statSync(join(directory, file)).mode & 0o777;

  /** What is written, or copied from a file with permissions of its own. */
  function outputs(directory: string) {
    const source = join(directory, 'source.json');
    writeFileSync(source, '{}', { mode: 0o400 });
    chmodSync(source, 0o400);
    return [
      { file: 'report.json', content: '{}' },
      { file: 'snapshot.json', copyOf: source, sha256: sha256(Buffer.from('{}')) },
    ];
  }

  test.each([0o666, 0o664, 0o600, 0o444])('a file that is replaced keeps them (%i)', async (permissions) => {
    const directory = folder();
    for (const file of ['report.json', 'snapshot.json']) {
      writeFileSync(join(directory, file), 'old');
      chmodSync(join(directory, file), permissions);
    }
    await new OutputFolder(directory).writeRun(outputs(directory), {});
    expect([at(directory, 'report.json'), at(directory, 'snapshot.json')]).toEqual(['{}', '{}']);
    expect([mode(directory, 'report.json'), mode(directory, 'snapshot.json')]).toEqual([permissions, permissions]);
  });

  test('a new one has those of any other new file, also where it is copied', async () => {
    const directory = folder();
    writeFileSync(join(directory, 'other.txt'), '');
    await new OutputFolder(directory).writeRun(outputs(directory), {});
    const other = mode(directory, 'other.txt');
    expect([mode(directory, 'report.json'), mode(directory, 'snapshot.json')]).toEqual([other, other]);
  });
});

test('a file may be copied onto itself', async () => {
  const directory = folder();
  writeFileSync(join(directory, 'snapshot.json'), '{}');
  const copy = { copyOf: join(directory, 'snapshot.json'), sha256: sha256(Buffer.from('{}')) };
  await new OutputFolder(directory).writeRun([{ file: 'snapshot.json', ...copy }], {});
  expect(at(directory, 'snapshot.json')).toBe('{}');
  expect(readdirSync(directory).sort()).toEqual(['manifest.json', 'snapshot.json']);
});

describe('a file that cannot be written', () => {
  const run = (color: string) => ['apple.txt', 'pear.txt', 'plum.txt'].map((file) => ({ file, content: color }));

  /** A folder with an earlier run's files, in which something else is in place of the second one. */
  async function obstructed(): Promise<string> {
    const directory = folder();
    await new OutputFolder(directory).writeRun(
      [
        { file: 'apple.txt', content: 'green' },
        { file: 'plum.txt', content: 'green' },
      ],
      {},
    );
    mkdirSync(join(directory, 'pear.txt', 'in-the-way'), { recursive: true });
    return directory;
  }

  test('the message names the file that cannot be written and says what to do', async () => {
    const directory = await obstructed();
    expect(await complaint(() => new OutputFolder(directory).writeRun(run('red'), {}))).toMatch(
      /pear\.txt: cannot be written: it is a folder, not a file\..*--out DIR/,
    );
  });

  test('later files, and the manifest, stay as an earlier run left them', async () => {
    const directory = await obstructed();
    const manifest = at(directory, 'manifest.json');
    await complaint(() => new OutputFolder(directory).writeRun(run('red'), {}));
    expect(at(directory, 'plum.txt')).toBe('green');
    expect(at(directory, 'manifest.json')).toBe(manifest);
  });

  test('no file is replaced, and no partial file is left', async () => {
    const directory = await obstructed();
    await complaint(() => new OutputFolder(directory).writeRun(run('red'), {}));
    expect(at(directory, 'apple.txt')).toBe('green');
    expect(readdirSync(directory).sort()).toEqual(['apple.txt', 'manifest.json', 'pear.txt', 'plum.txt']);
  });

  test('a folder in place of a file to be removed keeps all others from being replaced', async () => {
    const directory = await obstructed();
    const outputs = [
      { file: 'apple.txt', content: 'red' },
      { file: 'pear.txt', withheld: 'a gap' },
    ];
    expect(await complaint(() => new OutputFolder(directory).write(outputs))).toContain('pear.txt');
    expect(at(directory, 'apple.txt')).toBe('green');
  });

  function* broken(): Generator<string> {
    yield 'x'.repeat(1_000_000);
    throw new RangeError('the orchard is closed');
  }

  test('where the content of one breaks off in the middle, none is replaced and nothing is left beside them', async () => {
    const directory = await obstructed();
    rmSync(join(directory, 'pear.txt'), { recursive: true });
    const outputs = [...run('red'), { file: 'quince.txt', content: broken() }];
    await expect(new OutputFolder(directory).writeRun(outputs, {})).rejects.toThrow(new RangeError('the orchard is closed'));
    expect(readdirSync(directory).sort()).toEqual(['apple.txt', 'manifest.json', 'plum.txt']);
    expect([at(directory, 'apple.txt'), at(directory, 'plum.txt')]).toEqual(['green', 'green']);
  });

  test('where the file to be copied is gone, none is replaced and nothing is left beside them', async () => {
    const directory = await obstructed();
    rmSync(join(directory, 'pear.txt'), { recursive: true });
    const outputs = [...run('red'), { file: 'snapshot.json', copyOf: join(directory, 'gone.json'), sha256: '' }];
    expect(await complaint(() => new OutputFolder(directory).writeRun(outputs, {}))).toContain(
      'snapshot.json: cannot be written',
    );
    expect(readdirSync(directory).sort()).toEqual(['apple.txt', 'manifest.json', 'plum.txt']);
    expect(at(directory, 'apple.txt')).toBe('green');
  });

  test('in a folder that can only be read, all files stay as they are', async () => {
    const directory = await obstructed();
    rmSync(join(directory, 'pear.txt'), { recursive: true });
    const before = readdirSync(directory);
    chmodSync(directory, 0o555);
    const message = await asNobody(() => complaint(() => new OutputFolder(directory).writeRun(run('red'), {})));
    chmodSync(directory, 0o755);
    expect(message).toMatch(/apple\.txt: cannot be written: its permissions do not allow it\./);
    expect(readdirSync(directory)).toEqual(before);
    expect(at(directory, 'apple.txt')).toBe('green');
  });

  test('a withheld file is not listed as removed', async () => {
    const directory = folder();
    mkdirSync(join(directory, 'results.sarif'));
    expect(
      await complaint(() => new OutputFolder(directory).writeRun([{ file: 'results.sarif', withheld: 'a gap' }], {})),
    ).toContain('results.sarif');
    expect(existsSync(join(directory, 'manifest.json'))).toBe(false);
  });
});

test('a process that ends while it writes leaves nothing behind, and all files as they were', async () => {
  const directory = folder();
  await new OutputFolder(directory).writeRun([{ file: 'apple.txt', content: 'green' }], { run: 'monday' });
  const manifest = at(directory, 'manifest.json');
  writeFileSync(join(directory, 'source.txt'), 'x'.repeat(5_000_000));
  const module = join(import.meta.dirname, '../../src/integrity/output-folder.ts');
  const program = `
    import { readdirSync } from 'node:fs';
    import { OutputFolder } from ${JSON.stringify(module)};
    const directory = ${JSON.stringify(directory)};
    function* pieces() {
      // the first that runs when all is waiting for the disk
      setImmediate(() => {
        process.stdout.write(String(readdirSync(directory, { recursive: true }).filter((file) => file.includes('fresh/')).length));
        process.exit(7);
      });
      for (let piece = 0; piece < 3; piece += 1) yield 'x'.repeat(600_000);
    }
    await new OutputFolder(directory).writeRun(
      [
        { file: 'apple.txt', content: pieces() },
        { file: 'pear.txt', copyOf: directory + '/source.txt', sha256: '' },
      ],
      {},
    );`;
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  expect(ended).toMatchObject({ status: 7, stderr: '' });
  expect(Number(ended.stdout)).toBeGreaterThanOrEqual(2);
  expect(readdirSync(directory).sort()).toEqual(['apple.txt', 'manifest.json', 'source.txt']);
  expect([at(directory, 'apple.txt'), at(directory, 'manifest.json')]).toEqual(['green', manifest]);
});

test('content in pieces of any length is written whole, in order, and with its digest', async () => {
  const directory = folder();
  // texts, one of them longer than what is gathered, and bytes, by turns
  const pieces = [1, 600_000, 600_001, 5_000_000, 7, 600_002].map((length, place) => 'äbcdef'.charAt(place).repeat(length));
  const bytes = Buffer.from('bytes'.repeat(200_000));
  const content = [...pieces, bytes, ...pieces, bytes, 'the end'];
  const expected = Buffer.concat(content.map((piece) => Buffer.from(piece)));
  await new OutputFolder(directory).writeRun([{ file: 'apple.txt', content }], {});
  expect(readFileSync(join(directory, 'apple.txt')).equals(expected)).toBe(true);
  expect(manifestOf(directory).files['apple.txt']).toBe(sha256(expected));
});

test('no listener is left that would remove files when the process ends', async () => {
  const before = process.listenerCount('exit');
  const directory = folder();
  await new OutputFolder(directory).writeRun([{ file: 'apple.txt', content: 'red' }], {});
  await complaint(() => new OutputFolder(directory).write([{ file: 'apple.txt', copyOf: '/nowhere/apple.txt', sha256: '' }]));
  expect(process.listenerCount('exit')).toBe(before);
});

describe('the folder', () => {
  test('the folder is created, with its parents', () => {
    const directory = join(folder(), 'orchard', 'basket');
    new OutputFolder(directory).prepare();
    new OutputFolder(directory).prepare();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('the folder is refused if a file is in its place or in that of a parent', async () => {
    const file = join(folder(), 'apple.txt');
    writeFileSync(file, 'red');
    for (const [directory, why] of [
      [file, 'it is a file, not a folder'],
      [join(file, 'orchard'), 'its path leads through a file, as if it were a folder'],
    ] as const) {
      expect(await complaint(() => new OutputFolder(directory).prepare())).toBe(
        `${directory}: cannot be written: ${why}. Choose a folder that can be written with --out DIR.`,
      );
    }
  });

  test('a folder that disappeared is reported when the files are written', async () => {
    expect(
      await complaint(() => new OutputFolder(join(folder(), 'removed')).writeRun([{ file: 'apple.txt', content: 'red' }], {})),
    ).toMatch(/apple\.txt: cannot be written: the folder that it is to be in does not exist\./);
  });
});

describe('what is no file of ours', () => {
  const red = [{ file: 'apple.txt', content: 'red' }];

  test.each(['file', 'folder', 'nothing'])('a link to a %s in place of a file is replaced, and not followed', async (target) => {
    const [directory, elsewhere] = [folder(), folder()];
    writeFileSync(join(elsewhere, 'file'), 'mine');
    mkdirSync(join(elsewhere, 'folder'));
    symlinkSync(join(elsewhere, target), join(directory, 'apple.txt'));
    await new OutputFolder(directory).writeRun(red, {});
    expect(lstatSync(join(directory, 'apple.txt')).isFile()).toBe(true);
    expect(at(directory, 'apple.txt')).toBe('red');
    expect(at(elsewhere, 'file')).toBe('mine');
    expect(readdirSync(elsewhere)).toEqual(['file', 'folder']);
  });

  test('a link in place of the manifest is replaced, and what it leads to names no files', async () => {
    const [directory, elsewhere] = [folder(), folder()];
    writeFileSync(join(directory, 'kiwi.txt'), 'mine');
    writeFileSync(join(elsewhere, 'other.json'), '{"files": {"kiwi.txt": "x"}}');
    symlinkSync(join(elsewhere, 'other.json'), join(directory, 'manifest.json'));
    await new OutputFolder(directory).writeRun(red, {});
    expect(Object.keys(manifestOf(directory).files)).toEqual(['apple.txt']);
    expect([at(directory, 'kiwi.txt'), at(elsewhere, 'other.json')]).toEqual(['mine', '{"files": {"kiwi.txt": "x"}}']);
  });

  test('a link that is withheld is removed, and not what it leads to', async () => {
    const [directory, elsewhere] = [folder(), folder()];
    writeFileSync(join(elsewhere, 'file'), 'mine');
    symlinkSync(join(elsewhere, 'file'), join(directory, 'results.sarif'));
    await new OutputFolder(directory).writeRun([{ file: 'results.sarif', withheld: 'a gap' }], {});
    expect(readdirSync(directory)).toEqual(['manifest.json']);
    expect(at(elsewhere, 'file')).toBe('mine');
  });

  test('a pipe in place of a file and of the manifest is replaced, and nobody waits for it', async () => {
    const directory = folder();
    for (const file of ['apple.txt', 'manifest.json']) execFileSync('mkfifo', [join(directory, file)]);
    await new OutputFolder(directory).writeRun(red, {});
    expect(at(directory, 'apple.txt')).toBe('red');
  });

  test.each(['a link', 'a file'])('%s where runs meet is refused, and left as it is', async (what) => {
    const [directory, elsewhere] = [folder(), folder()];
    mkdirSync(join(elsewhere, 'plan', 'fresh'), { recursive: true });
    const next = join(directory, '.byok-audit-next');
    if (what === 'a link') symlinkSync(elsewhere, next);
    else writeFileSync(next, 'mine');
    const expected = `${next}: cannot be written: its path leads through a file, as if it were a folder. Choose a folder that can be written with --out DIR.`;
    expect(await complaint(() => new OutputFolder(directory).prepare())).toBe(expected);
    expect(await complaint(() => new OutputFolder(directory).writeRun(red, {}))).toBe(expected);
    expect(readdirSync(directory)).toEqual(['.byok-audit-next']);
    expect(readdirSync(elsewhere)).toEqual(['plan']);
  });
});

describe('what an interrupted run left', () => {
  /** A file with such a name, of the process with this id that began at this time. */
  function leftBy(directory: string, change: (own: string) => string, day = new Date()): void {
    const path = join(directory, change(ownName()));
    writeFileSync(path, '');
    utimesSync(path, day, day);
  }

  test('it is removed if its process is gone, or after a day', () => {
    const directory = folder();
    const { pid = 0 } = spawnSync(process.execPath, ['--version']);
    leftBy(directory, (own) => own.replace(`-${process.pid}-`, `-${pid}-`));
    // another process had the same id
    leftBy(directory, (own) => own.replace(new RegExp(`-${process.pid}-\\d+`), `-${process.pid}-1`));
    leftBy(directory, (own) => own.replace(/-[0-9a-f]{12}/, '-0123456789ab'), new Date(Date.now() - 90_000_000));
    new OutputFolder(directory).prepare();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('it is left if its process lives, may live elsewhere, or if its name is of somebody else', () => {
    const directory = folder();
    leftBy(directory, (own) => own);
    leftBy(directory, (own) => own.replace(`-${process.pid}-`, `-${process.ppid}-`));
    leftBy(directory, (own) => own.replace(/-[0-9a-f]{12}/, '-0123456789ab'));
    leftBy(directory, () => '.byok-audit-notes', new Date(0));
    new OutputFolder(directory).prepare();
    expect(readdirSync(directory)).toHaveLength(4);
  });

  test('two runs at once leave one of the two, whole', async () => {
    const directory = folder();
    const run = (color: string) =>
      new OutputFolder(directory).writeRun(
        ['apple.txt', 'pear.txt', `${color}.txt`].map((file) => ({ file, content: color })),
        { run: { id: color } },
      );
    await Promise.all([run('red'), run('green')]);
    const { run: written, files } = manifestOf(directory);
    expect(readdirSync(directory).sort()).toEqual([...Object.keys(files), 'manifest.json'].sort());
    for (const file of Object.keys(files)) expect(at(directory, file)).toBe(written.id);
  });
});
