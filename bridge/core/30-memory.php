<?php
/** What the bridge remembers, in files of its own folder: nonces, the rate, and what became of each write. */
class PolycartMemory {
    const WINDOW = 300;
    public $folder;

    public function __construct($config) {
        // The name cannot be guessed without the store key, should a web server show the folder after all.
        $name = 'state-' . substr(hash_hmac('sha256', 'state', $config->get('store_key')), 0, 24);
        $this->folder = $config->get('state') !== '' ? $config->get('state') : $config->folder . '/' . $name;
    }

    public function ready() {
        if (!is_dir($this->folder) && @mkdir($this->folder, 0700)) {
            @file_put_contents($this->folder . '/.htaccess', "Require all denied\nDeny from all\n");
            @file_put_contents($this->folder . '/index.html', '');
        }
        return is_dir($this->folder) && is_writable($this->folder);
    }

    /** Count one signed request of this minute; answers how many there were. */
    public function count() {
        $minute = (int) floor(time() / 60);
        $handle = @fopen($this->made('rate') . '/' . $minute, 'ab');
        polycart_need($handle && fwrite($handle, '.') === 1, 'state');
        return fstat($handle)['size'];
    }

    /** Take a nonce, once for ever: exclusive creation is atomic, and without a file nothing is executed. */
    public function claim($nonce, $time) {
        $span = (int) floor($time / self::WINDOW);
        $fresh = !is_dir($this->folder . '/nonce/' . $span);
        $path = $this->made('nonce/' . $span) . '/' . $nonce;
        $handle = @fopen($path, 'xb');
        clearstatcache();
        polycart_need($handle, file_exists($path) ? 'replay' : 'state');
        if ($fresh) { $this->forget(); }
    }

    /** Remove nonces that the clock check refuses, old counts, and of a 256th of all writes those that are older than a day. */
    private function forget() {
        $now = (int) floor(time() / self::WINDOW);
        foreach (self::names($this->folder . '/nonce') as $path) { (int) basename($path) < $now - 2 && polycart_remove($path); }
        foreach (self::names($this->folder . '/rate') as $path) { (int) basename($path) < $now * 5 - 5 && polycart_remove($path); }
        foreach (self::names($this->folder . '/write/' . sprintf('%02x', $now % 256)) as $path) { @filemtime($path) < time() - 86400 && polycart_remove($path); }
    }

    /** Do a write once. The work calls the function that it gets before what cannot be taken back: until then it may be tried again, after it not. */
    public function once($id, $digest, $work) {
        $handle = @fopen($this->made('write/' . substr($id, 0, 2)) . '/' . $id, 'c+b');
        polycart_need($handle, 'state');
        polycart_need(flock($handle, LOCK_EX | LOCK_NB), 'running', 'The same write is still being done.');
        $known = array('state' => '', 'digest' => $digest);
        foreach (explode("\n", (string) stream_get_contents($handle)) as $line) { $known = json_decode($line, true) ?: $known; }  // the last whole line counts
        polycart_need($known['digest'] === $digest, 'id', 'The id was used for another write.');
        if ($known['state'] === 'done') { return array('repeated' => true) + $known['outcome']; }
        polycart_need($known['state'] !== 'committing', 'unsettled', 'An earlier attempt ended while it was being made final.');
        self::note($handle, array('state' => 'begun', 'digest' => $digest));
        $outcome = $work(function () use ($handle, $digest) { PolycartMemory::note($handle, array('state' => 'committing', 'digest' => $digest)); });
        self::note($handle, array('state' => 'done', 'digest' => $digest, 'outcome' => $outcome));
        return $outcome;
    }

    public static function note($handle, $what) {
        $text = "\n" . json_encode($what, JSON_UNESCAPED_SLASHES);
        polycart_need(fseek($handle, 0, SEEK_END) === 0 && fwrite($handle, $text) === strlen($text) && fflush($handle), 'state');
    }

    private function made($name) {
        $path = $this->folder . '/' . $name;
        polycart_need($this->ready() && (is_dir($path) || @mkdir($path, 0700, true) || is_dir($path)), 'state');
        return $path;
    }

    private static function names($folder) { return array_filter((array) glob($folder . '/*')); }
}

/** Remove a folder with all that is in it; a link is removed, not followed. */
function polycart_remove($path) {
    if (!is_dir($path) || is_link($path)) { return @unlink($path); }
    foreach (array_diff((array) @scandir($path), array('.', '..', false)) as $name) { polycart_remove($path . '/' . $name); }
    return @rmdir($path);
}

/** Put a whole file in the place of another, or of none. */
function polycart_replace($file, $bytes) {
    $draft = dirname($file) . '/polycart-' . bin2hex(PolycartWire::random(8)) . '.tmp';
    $good = @file_put_contents($draft, $bytes) === strlen($bytes) && @chmod($draft, 0644) && @rename($draft, $file);
    return $good || (@unlink($draft) && false);
}
