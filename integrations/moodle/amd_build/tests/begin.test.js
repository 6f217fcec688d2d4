import {afterEach, expect, it, vi} from 'vitest';
import {begin} from '../../quizaccess_invigil/amd/src/begin.js';

afterEach(() => vi.unstubAllGlobals());
const answers = (status, body) => {
    const fetching = vi.fn(async() => new Response(body, {status}));
    vi.stubGlobal('fetch', fetching);
    return fetching;
};

it('posts the field JWT and wants JSON', async() => {
    const fetching = answers(200, '{"ok":true,"url":"/shell.php"}');
    await begin('/start.php', 'a.b.c');
    const [url, options] = fetching.mock.calls[0];
    expect([url, options.method, options.headers.Accept, String(options.body)]).toEqual(['/start.php', 'POST', 'application/json', 'JWT=a.b.c']);
});

it('tells what Moodle says when it refuses', async() => {
    answers(403, '{"error":"access_denied","error_description":"It is used."}');
    await expect(begin('/start.php', 'x')).rejects.toMatchObject({reason: 'refused', message: 'It is used.'});
});

it('is refused by an answer that is no yes', async() => {
    answers(200, '{}');
    await expect(begin('/start.php', 'x')).rejects.toMatchObject({reason: 'refused'});
});

it('may be tried again when Moodle was away', async() => {
    vi.stubGlobal('fetch', async() => {
        throw new TypeError('Failed to fetch');
    });
    await expect(begin('/start.php', 'x')).rejects.toMatchObject({reason: 'network'});
    answers(502, '<html>');
    await expect(begin('/start.php', 'x')).rejects.toMatchObject({reason: 'network'});
});
