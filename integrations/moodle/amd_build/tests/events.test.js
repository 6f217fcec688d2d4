import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {create} from '../../quizaccess_invigil/amd/src/events.js';

let frame;
let tell;
beforeEach(() => {
    vi.useFakeTimers({now: 1000});
    document.body.innerHTML = '<iframe></iframe>';
    frame = document.querySelector('iframe');
    tell = vi.fn();
});
afterEach(() => vi.useRealTimers());
const happen = (page, name) => page.body.dispatchEvent(new Event(name, {bubbles: true}));
const told = () => tell.mock.calls.map(([event]) => event.event);

it('tells of what was asked for, on this page and in the quiz, by name and time alone', () => {
    const events = create(frame, tell);
    happen(document, 'copy');
    events.watch(['copy', 'paste']);
    happen(document, 'copy');
    happen(frame.contentDocument, 'paste');
    happen(document, 'cut');
    expect(tell.mock.calls).toEqual([[{event: 'copy', at: 1000}], [{event: 'paste', at: 1000}]]);
});

it('tells of nothing that is not on its own list, whoever asks', () => {
    create(frame, tell).watch(['keydown', 'input', 'copy', 'toString']);
    happen(document, 'keydown');
    happen(document, 'input');
    happen(document, 'copy');
    expect(told()).toEqual(['copy']);
});

it('tells that the Print Screen key was let go, and of no other key', () => {
    create(frame, tell).watch(['printscreen', 'keyup']);
    const letGo = (page, key) => page.body.dispatchEvent(new KeyboardEvent('keyup', {key, bubbles: true}));
    letGo(document, 'a');
    letGo(frame.contentDocument, 'Enter');
    happen(document, 'printscreen');
    expect(tell).not.toHaveBeenCalled();
    letGo(frame.contentDocument, 'PrintScreen');
    expect(tell.mock.calls).toEqual([[{event: 'printscreen', at: 1000}]]);
});

const resize = (sizes) => {
    Object.assign(window, sizes);
    window.dispatchEvent(new Event('resize'));
    vi.advanceTimersByTime(500);
};

it('tells of a panel that takes a part of the window, and of no window that becomes smaller', () => {
    Object.assign(window, {outerWidth: 1400, outerHeight: 900, innerWidth: 1400, innerHeight: 800});
    const events = create(frame, tell);
    resize({innerWidth: 1000});
    resize({innerWidth: 1400});
    expect(tell).not.toHaveBeenCalled();
    events.watch(['panelopened']);
    resize({outerWidth: 1000, innerWidth: 1000});
    resize({innerHeight: 650});
    expect(tell).not.toHaveBeenCalled();
    resize({innerWidth: 700});
    expect(told()).toEqual(['panelopened']);
});

it('listens to no key when it is not asked to', () => {
    const events = create(frame, tell);
    events.watch(['printscreen']);
    events.watch(['copy']);
    document.body.dispatchEvent(new KeyboardEvent('keyup', {key: 'PrintScreen', bubbles: true}));
    expect(tell).not.toHaveBeenCalled();
});

it('goes on with every new page of the quiz, once for each event', () => {
    const events = create(frame, tell);
    events.watch(['paste']);
    events.watch(['paste']);
    frame.contentDocument.open();
    frame.contentDocument.write('<p>next page</p>');
    frame.contentDocument.close();
    events.attach();
    events.attach();
    happen(frame.contentDocument, 'paste');
    expect(told()).toEqual(['paste']);
});

it('sees an event that the quiz keeps to itself', () => {
    create(frame, tell).watch(['paste']);
    frame.contentDocument.body.addEventListener('paste', (event) => event.stopPropagation());
    happen(frame.contentDocument, 'paste');
    expect(told()).toEqual(['paste']);
});

it('hears a text editor, which is a frame in the page of the quiz and comes later', () => {
    create(frame, tell).watch(['paste']);
    frame.contentDocument.body.innerHTML = '<iframe></iframe>';
    vi.advanceTimersByTime(1000);
    happen(frame.contentDocument.querySelector('iframe').contentDocument, 'paste');
    expect(told()).toEqual(['paste']);
});

it('is silent when nothing is asked for any more, and leaves a page of another site alone', () => {
    const events = create({contentDocument: null}, tell);
    events.watch(['copy']);
    events.watch([]);
    happen(document, 'copy');
    expect(tell).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
});
