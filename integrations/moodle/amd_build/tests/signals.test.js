import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {create, watch} from '../../quizaccess_invigil/amd/src/signals.js';

beforeEach(() => vi.useFakeTimers({now: 1000}));
afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
});

it('tells changes once, and all three when asked', () => {
    const send = vi.fn();
    const signals = create(send);
    signals.set('tab_hidden', true);
    signals.set('tab_hidden', true);
    expect(send.mock.calls).toEqual([[{signal: 'tab_hidden', active: true, at: 1000}]]);
    signals.sendAll();
    expect(send.mock.calls.slice(1).map(([message]) => [message.signal, message.active])).toEqual([
        ['window_blurred', false], ['fullscreen_left', false], ['tab_hidden', true],
    ]);
});

it('measures focus of the page with its frames, and visibility', () => {
    const set = vi.fn();
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    watch({set});
    focus.mockReturnValue(false);
    vi.advanceTimersByTime(500);
    expect(set).toHaveBeenLastCalledWith('window_blurred', true);
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(set).toHaveBeenLastCalledWith('tab_hidden', true);
});

it('tells nothing of a page that is being left, for a reload too, until it is shown again', () => {
    const send = vi.fn();
    const signals = create(send);
    window.dispatchEvent(new Event('pagehide'));
    signals.set('tab_hidden', true);
    expect(send).not.toHaveBeenCalled();
    window.dispatchEvent(new Event('pageshow'));
    signals.set('tab_hidden', false);
    expect(send.mock.calls.map(([message]) => message.active)).toEqual([false]);
});
