<?php
/** What the bridge remembers, in files of its own folder: nonces, the rate, and what became of each write. */
class PolycartMemory {
    const WINDOW = 300;

    private $folder;

    public function __construct($config) {
        // The name cannot be guessed without the store key, should a web server show the folder after all.
        $name = 'state-' . substr(hash_hmac('sha256', 'state', $config->get('store_key')), 0, 24);
        $this->folder = $config->get('state') !== '' ? $config->get('state') : $config->folder . '/' . $name;
    }

    public function folder() { return $this->folder; }

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
        if (!$handle || fwrite($handle, '.') !== 1) { throw new PolycartRefusal('state'); }
        $stat = fstat($handle);
        fclose($handle);
        if ($stat['size'] <= 1) {
            foreach (self::names($this->folder . '/rate') as $name) {
                if ((int) $name < $minute - 1) { @unlink($this->folder . '/rate/' . $name); }
            }
        }
        return $stat['size'];
    }

    /** Take a nonce, once for ever: exclusive creation is atomic, and without a file nothing is executed. */
    public function claim($nonce, $time) {
        $span = (int) floor($time / self::WINDOW);
        $fresh = !is_dir($this->folder . '/nonce/' . $span);
        $path = $this->made('nonce/' . $span) . '/' . $nonce;
        $handle = @fopen($path, 'xb');
        if (!$handle) {
            clearstatcache();
            throw new PolycartRefusal(file_exists($path) ? 'replay' : 'state');
        }
        fclose($handle);
        if ($fresh) { $this->forget(); }
    }

    /** Remove nonces that the clock check refuses, and a part of the writes that are older than a day. */
    private function forget() {
        $oldest = (int) floor((time() - self::WINDOW) / self::WINDOW) - 1;
        foreach (self::names($this->folder . '/nonce') as $span) {
            if ((int) $span < $oldest) { polycart_remove($this->folder . '/nonce/' . $span); }
        }
        $shard = sprintf('%02x', floor(time() / self::WINDOW) % 256);
        foreach (self::names($this->folder . '/write/' . $shard) as $name) {
            $path = $this->folder . '/write/' . $shard . '/' . $name;
            if (@filemtime($path) < time() - 86400) { @unlink($path); }
        }
    }

    /**
     * Do a write once. The work gets a function to call before what cannot be taken back, and answers its outcome.
     *
     * A failure before that call leaves the write to be tried again; one after it is never tried again.
     */
    public function once($id, $digest, $work) {
        $handle = @fopen($this->made('write/' . substr($id, 0, 2)) . '/' . $id, 'c+b');
        if (!$handle) { throw new PolycartRefusal('state'); }
        if (!flock($handle, LOCK_EX | LOCK_NB)) {
            fclose($handle);
            throw new PolycartRefusal('running', 'The same write is still being done.');
        }
        $known = json_decode((string) stream_get_contents($handle), true);
        if (is_array($known) && $known['digest'] !== $digest) { throw new PolycartRefusal('id', 'The id was used for another write.'); }
        if (is_array($known) && $known['state'] === 'done') { return array('repeated' => true) + $known['outcome']; }
        if (is_array($known) && $known['state'] === 'committing') {
            throw new PolycartRefusal('unsettled', 'An earlier attempt ended while it was being made final.');
        }
        self::note($handle, array('state' => 'begun', 'digest' => $digest));
        $outcome = call_user_func($work, function () use ($handle, $digest) {
            PolycartMemory::note($handle, array('state' => 'committing', 'digest' => $digest));
        });
        self::note($handle, array('state' => 'done', 'digest' => $digest, 'outcome' => $outcome));
        fclose($handle);
        return $outcome;
    }

    public static function note($handle, $what) {
        $text = json_encode($what, JSON_UNESCAPED_SLASHES);
        if (!rewind($handle) || !ftruncate($handle, 0) || fwrite($handle, $text) !== strlen($text) || !fflush($handle)) {
            throw new PolycartRefusal('state');
        }
    }

    private function made($name) {
        $path = $this->folder . '/' . $name;
        if (!$this->ready() || (!is_dir($path) && !@mkdir($path, 0700, true) && !is_dir($path))) { throw new PolycartRefusal('state'); }
        return $path;
    }

    private static function names($folder) { return is_dir($folder) ? array_diff((array) @scandir($folder), array('.', '..', false)) : array(); }
}

/** Remove a folder with all that is in it; a link is removed, not followed. */
function polycart_remove($path, $itself = true) {
    if (is_dir($path) && !is_link($path)) {
        foreach (array_diff((array) @scandir($path), array('.', '..', false)) as $name) { polycart_remove($path . '/' . $name); }
        return $itself ? @rmdir($path) : true;
    }
    return @unlink($path);
}
