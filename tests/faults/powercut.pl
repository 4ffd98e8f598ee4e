# What a disk may hold after the power went, from the recorded calls of the service (strace -f -y -xx, see 11-power-cut.sh).
#
#   powercut.pl TRACE SPOOL BEFORE                       prints how many syncs there are
#   powercut.pl TRACE SPOOL BEFORE CUT MODEL SEED OUT    writes the tree as it may be at the CUT-th sync, from 1, to OUT
#
# BEFORE is the spool as it was when the recording began, all of it synced. Files and folders are nodes; each has what
# is safe and a list of changes that no sync of its own has made so. MODEL says what becomes of these:
#   strict   none survives, the entry of a new file in its folder neither: what POSIX promises, right behind the sync
#   names    right before the sync: folders have all their changes, files none of theirs (a rename overtakes the data)
#   data     right before the sync: files have all of theirs, folders none
#   mixed    right before the sync: folders have theirs up to some moment, of the writes to files some are lost, some torn
use strict;
use warnings;

my ($trace, $spool, $before, $cut, $model, $seed, $out) = @ARGV;
my (@node, $syncs, $time);
$syncs = $time = 0;

sub new_node { push @node, { kind => $_[0], now => $_[0] eq 'dir' ? {} : '', safe => $_[0] eq 'dir' ? {} : '', pending => [] }; $#node }

sub change {    # to what a node has now, or to what is safe
	my ($node, $which, $what, @of) = @_;
	if ($what eq 'add') { $node->{$which}{$of[0]} = $of[1] }
	elsif ($what eq 'del') { delete $node->{$which}{$of[0]} }
	elsif ($what eq 'cut') {
		my $len = length $node->{$which};
		$node->{$which} = $of[0] <= $len ? substr($node->{$which}, 0, $of[0]) : $node->{$which} . "\0" x ($of[0] - $len);
	} else {
		my ($offset, $data) = @of;
		my $len = length $node->{$which};
		$node->{$which} .= "\0" x ($offset - $len) if $offset > $len;
		substr($node->{$which}, $offset, length $data) = $data;
	}
}
sub happen { my ($id, @change) = @_; change($node[$id], 'now', @change); push @{$node[$id]{pending}}, [$time, @change] }

sub load {
	my ($id, $path) = @_;
	opendir my $dir, $path or die "$path: $!";
	for my $name (sort grep { !/^\.\.?$/ } readdir $dir) {
		my $child = new_node(-d "$path/$name" ? 'dir' : 'file');
		$node[$id]{now}{$name} = $node[$id]{safe}{$name} = $child;
		if (-d "$path/$name") { load($child, "$path/$name"); next }
		open my $file, '<:raw', "$path/$name" or die "$path/$name: $!";
		local $/;
		$node[$child]{now} = $node[$child]{safe} = <$file> // '';
	}
}
my $root = new_node('dir');
load($root, $before);

# The folder's node and the name in it; nothing for what lies elsewhere or is gone.
sub at {
	my ($path) = @_;
	return if $path !~ s{^\Q$spool\E(/|$)}{};
	my @parts = grep { $_ ne '' && $_ ne '.' } split m{/}, $path;
	my $last = pop @parts;
	my $id = $root;
	for (@parts) { $id = $node[$id]{now}{$_}; return if !defined $id }
	return ($id, $last);
}
sub node_at { my ($dir, $name) = at($_[0]); defined $dir ? defined $name ? $node[$dir]{now}{$name} : $root : undef }

sub materialize {
	my ($id, $path, $moment) = @_;
	my $node = $node[$id];
	for my $change (@{$node->{pending}}) {
		my ($when, @what) = @$change;
		if ($node->{kind} eq 'dir') {
			change($node, 'safe', @what) if $model eq 'names' || ($model eq 'mixed' && $when <= $moment);
		} elsif ($model eq 'data' || ($model eq 'mixed' && rand() < 0.6)) {
			# A block of the disk is written whole or not at all, a write of several is not.
			$what[2] = substr($what[2], 0, 512 * int(rand(1 + length($what[2]) / 512))) if $model eq 'mixed' && $what[0] eq 'put' && rand() < 0.3;
			change($node, 'safe', @what);
		}
	}
	if ($node->{kind} eq 'file') {
		open my $file, '>:raw', $path or die "$path: $!";
		print $file $node->{safe};
		close $file or die "$path: $!";
		return;
	}
	mkdir $path or die "$path: $!";
	materialize($node->{safe}{$_}, "$path/$_", $moment) for sort keys %{$node->{safe}};
}
sub finish {
	srand($seed);
	my $oldest = $time;
	for (@node) { $oldest = $_->{pending}[0][0] if $_->{kind} eq 'dir' && @{$_->{pending}} && $_->{pending}[0][0] < $oldest }
	materialize($root, $out, $oldest + rand($time - $oldest + 1));
	exit 0;
}

# A rename is safe in both of its folders or in neither, whichever of them is synced: file systems with a journal see to that.
my %moved;      # by time: [the other end's node, its change], for each of the two
sub settle_rename {
	my ($time, $id) = @_;
	for my $end (@{$moved{$time} // []}) {
		my ($other, $what, $name, @of) = @$end;
		next if $other == $id;
		change($node[$other], 'safe', $what, $name, @of);
		$node[$other]{pending} = [grep { $_->[0] > $time || $_->[2] ne $name } @{$node[$other]{pending}}];
	}
}

sub sync_node {
	my ($id) = @_;
	$syncs++;
	finish() if defined $cut && $syncs == $cut && $model ne 'strict';
	settle_rename($_->[0], $id) for $node[$id]{kind} eq 'dir' ? @{$node[$id]{pending}} : ();
	change($node[$id], 'safe', @{$_}[1 .. $#$_]) for @{$node[$id]{pending}};
	$node[$id]{pending} = [];
	finish() if defined $cut && $syncs == $cut;
}

sub plain { my $s = shift; $s =~ s/\\x([0-9a-f]{2})/chr hex $1/ge; $s }

my ($hex, $fd) = ('((?:\\\\x[0-9a-f]{2})*)', '\d+<((?:\\\\x[0-9a-f]{2})+)>');
my (%open, %call);
sub path_of { my ($dir, $path) = map { plain($_ // '') } @_; $path =~ m{^/} ? $path : "$dir/$path" }
my $where = '(?:AT_FDCWD<' . $hex . '>|' . $fd . '), "' . $hex . '"';

open my $in, '<', $trace or die "$trace: $!";
while (<$in>) {
	chomp;
	my ($pid, $rest) = /^(\d+)\s+(.*)/s or next;
	if ($rest =~ s/\s*<unfinished \.\.\.>$//) { $open{$pid} = $rest; next }
	if ($rest =~ /^<\.\.\. \w+ resumed>(.*)/s) { $rest = delete($open{$pid}) . $1 }
	next unless $rest =~ /\)\s+=\s+(\d+)/ && $rest !~ /\)\s+=\s+-1/;
	$time++;
	if ($rest =~ /^openat\($where, ([A-Z_|0-9]+)/) {
		my ($path, $flags) = (path_of($1 // $2, $3), $4);
		my ($dir, $name) = at($path);
		next if !defined $dir || !defined $name;
		if ($flags =~ /O_CREAT/ && !defined $node[$dir]{now}{$name}) { happen($dir, 'add', $name, new_node('file')) }
		elsif ($flags =~ /O_TRUNC/) { happen($node[$dir]{now}{$name}, 'cut', 0) }
	} elsif ($rest =~ /^pwrite64\($fd, "$hex", \d+, (\d+)\)\s+=\s+(\d+)/) {
		my ($path, $data, $offset, $done) = (plain($1), $2, $3, $4);
		my $id = node_at($path);
		happen($id, 'put', $offset, substr(plain($data), 0, $done)) if defined $id;
	} elsif ($rest =~ /^write\($fd, "$hex", \d+\)\s+=\s+(\d+)/) {      # the service writes files from their start to their end
		my ($path, $data, $done) = (plain($1), $2, $3);
		my $id = node_at($path);
		happen($id, 'put', length $node[$id]{now}, substr(plain($data), 0, $done)) if defined $id;
	} elsif ($rest =~ /^ftruncate\($fd, (\d+)\)/) {
		my ($path, $len) = (plain($1), $2);
		my $id = node_at($path);
		happen($id, 'cut', $len) if defined $id;
	} elsif ($rest =~ /^mkdir\("$hex"/) {
		my ($dir, $name) = at(plain($1));
		happen($dir, 'add', $name, new_node('dir')) if defined $dir && defined $name;
	} elsif ($rest =~ /^rename\("$hex", "$hex"/ || $rest =~ /^renameat2?\($where, $where/) {
		my ($old, $new) = $rest =~ /^rename\(/ ? (plain($1), plain($2)) : (path_of($1 // $2, $3), path_of($4 // $5, $6));
		my ($from, $was) = at($old);
		my ($to, $is) = at($new);
		next if !defined $from && !defined $to;
		die "$old or $new lies outside of the spool" if !defined $from || !defined $to;
		my $id = $node[$from]{now}{$was} // die "$old was never made";
		happen($to, 'add', $is, $id);
		happen($from, 'del', $was);
		$moved{$time} = [[$to, 'add', $is, $id], [$from, 'del', $was]];
	} elsif ($rest =~ /^(?:unlink|rmdir)\("$hex"/ || $rest =~ /^unlinkat\($where/) {
		my ($dir, $name) = at($rest =~ /^unlinkat/ ? path_of($1 // $2, $3) : plain($1));
		happen($dir, 'del', $name) if defined $dir;
	} elsif ($rest =~ /^f(?:data)?sync\($fd\)/) {
		my $id = node_at(plain($1));
		sync_node($id) if defined $id;
	} elsif ($rest =~ /^(creat|writev|pwritev|truncate|link|linkat|fallocate)\(.*\Q$spool\E/) {
		die "$1 is not replayed here";
	}
}
die "there are only $syncs syncs" if defined $cut;
print "$syncs\n";
